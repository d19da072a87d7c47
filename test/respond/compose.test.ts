import fc from '../support/fast-check.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Calendar } from '../../src/requests/calendar.ts';
import type { OutgoingContent } from '../../src/requests/delivery.ts';
import { composeLetter, type LetterContext } from '../../src/respond/compose.ts';
import { composeMime } from '../../src/respond/mime.ts';
import { loadTemplates, type Rendered, type TemplateSet } from '../../src/respond/render.ts';

let set: TemplateSet;
beforeAll(async () => {
  set = await loadTemplates('templates');
});

const office = [{ from: 9 * 60, to: 17 * 60 }];
const calendar: Calendar = {
  timeZone: 'Europe/Berlin',
  week: [office, office, office, office, office, [], []],
  holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
  closures: [],
  openings: [],
};
const context: LetterContext = {
  company: 'Example Ltd',
  locale: 'en',
  timeZone: 'Europe/Berlin',
  calendar,
  now: Temporal.Instant.from('2026-11-23T10:00:00Z'),
  request: {
    number: 1042,
    subject: 'Re: Invoice 2231 [#7]',
    client: { name: 'ROSSI, MARIA', address: 'maria@client.test' },
    category: 'Invoices',
    priority: 'high',
    openedAt: Temporal.Instant.from('2026-11-23T09:58:00Z'),
    mailbox: 'support@example.test',
  },
  responsible: 'Ann Lee',
};
const acknowledgement: Extract<OutgoingContent, { kind: 'acknowledgement' }> = {
  kind: 'acknowledgement',
  variant: 'full',
  promisedAt: Temporal.Instant.from('2026-11-24T10:03:00Z'),
  lateSince: null,
  excerpt: 'The address is wrong.',
};
const at = (now: string): LetterContext => ({ ...context, now: Temporal.Instant.from(now) });

describe('an acknowledgement as the core orders it', () => {
  test('names the client, the request and the promise, rounded up, in the time of the client', () => {
    const { subject, text } = composeLetter(set, acknowledgement, context);
    expect(subject).toBe('Re: Invoice 2231 [#1042]');
    expect(text).toContain('Hello Maria,');
    expect(text).toContain('by Tuesday 24 November at 11:15 CET');
    expect(text).toContain('> The address is wrong.');
    expect(text).not.toContain('closed');
  });

  test('is in the language and zone of the client', () => {
    const { text, locale } = composeLetter(set, acknowledgement, {
      ...context,
      locale: 'de-AT',
      timeZone: 'Europe/London',
    });
    expect(locale).toBe('de');
    expect(text).toContain('bis Dienstag, 24. November um 10:15');
  });

  test.each([
    ['at night', '2026-11-23T22:00:00Z', /closed right now and opens again on Tuesday 24 November at 09:00 CET/],
    [
      'on a holiday',
      '2026-12-25T10:00:00Z',
      /closed right now \(Christmas Day\) and opens again on Monday 28 December at 09:00/,
    ],
  ])('says %s that the office is closed and when it opens', (_, now, expected) => {
    expect(composeLetter(set, acknowledgement, at(now)).text).toMatch(expected);
  });

  test('after an outage says when the mail had arrived', () => {
    const lateSince = Temporal.Instant.from('2026-11-22T07:04:00Z');
    expect(composeLetter(set, { ...acknowledgement, lateSince }, context).text).toContain(
      'Sunday 22 November at 08:04 CET',
    );
  });

  test('to somebody who is not proven holds nothing of his mail, and no HTML', () => {
    const strange = {
      ...context,
      request: {
        ...context.request!,
        subject: 'NONCE',
        category: 'NONCE',
        client: { name: 'NONCE NONCE', address: 'nonce@client.test' },
      },
      responsible: 'NONCE',
    };
    const { subject, html, text } = composeLetter(
      set,
      { ...acknowledgement, variant: 'plain', excerpt: 'NONCE' },
      strange,
    );
    expect(html).toBeNull();
    expect(`${subject}${text}`).not.toMatch(/nonce/i);
    expect(`${subject}${text}`).not.toMatch(/https?:/);
    expect(text).toContain('by Tuesday 24 November at 11:15 CET');
  });

  test('has at most 20 kB as it is sent, in any writing system and thread', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2000 }),
      fc.constantFrom('漢'.repeat(1500), '👨‍👩‍👧'.repeat(300), '&'.repeat(1500), 'ß '.repeat(700)),
    );
    const locale = fc.constantFrom('en', 'de', 'fr', 'pl');
    fc.assert(
      fc.property(words, words, words, locale, (name, subject, excerpt, language) => {
        const request = { ...context.request!, subject, client: { name, address: 'maria@client.test' } };
        const letter = composeLetter(set, { ...acknowledgement, excerpt }, { ...context, request, locale: language });
        expect(sent(letter).length).toBeLessThanOrEqual(20_000);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an answer', () => {
  test('is what the colleague wrote, and asks only where it closes', () => {
    const answer = { kind: 'answer', text: 'Dear Maria,\n\nit is <done>.', author: 'Ann Lee', closing: false } as const;
    const open = composeLetter(set, answer, context);
    expect(open.text).toMatch(/^Dear Maria,\n\nit is <done>\.\n/);
    expect(open.html).toContain('it is &lt;done&gt;.');
    const closing = composeLetter(set, { ...answer, closing: true }, context);
    expect(closing.text).toMatch(/^Dear Maria,[\s\S]*Is everything settled now\?/);
  });
});

describe('a notification', () => {
  test('shows staff who wrote, what is promised, what was written and what was quoted', () => {
    const { text, subject } = composeLetter(
      set,
      {
        kind: 'notification',
        author: { name: 'Rossi, Maria\u202E', address: 'maria@client.test' },
        text: 'Any news?',
        folded: 'On Monday Ann wrote:\n> no',
        notice: 'The client asks again.',
        changes: ['Priority is now high'],
        attachments: ['a\u202Egpj.exe'],
      },
      { ...context, promisedAt: Temporal.Instant.from('2026-11-24T10:03:00Z') },
    );
    expect(subject).toBe('Invoice 2231 [#1042]');
    for (const words of [
      'The client asks again.',
      'Rossi, Maria (maria@client.test)',
      'priority high',
      'Promised to the client: Tuesday 24',
      '- Priority is now high',
      'Any news?',
      '> On Monday Ann wrote:',
      'Attachments: a gpj.exe',
    ])
      expect(text).toContain(words);
  });

  test('of a huge mail is cut, so that no program cuts it elsewhere', () => {
    const content = {
      kind: 'notification',
      author: { name: '', address: 'a@b.test' },
      text: 'x'.repeat(1_000_000),
      folded: 'y'.repeat(1_000_000),
      notice: null,
      changes: [],
      attachments: [],
    } as const;
    const { html } = composeLetter(set, content, context);
    expect(html?.length).toBeLessThan(102_000);
    expect(html).toContain('[…]');
  });
});

describe('a confirmation', () => {
  test('of a held mail names the line that was not clear', () => {
    const { text } = composeLetter(
      set,
      {
        kind: 'confirmation',
        done: [],
        unclear: [{ line: '#resolv', problem: 'there is no such command' }],
        held: true,
        subject: 'Re: Invoice',
      },
      context,
    );
    expect(text).toContain('was not sent to the client');
    expect(text).toContain('- #resolv there is no such command');
  });
});

function sent(letter: Rendered): Buffer {
  return composeMime({
    messageId: '<acknowledgement.1042.c.abcdefghijklm.abcdefghijklmnop.abcdefghijklmnop@example.test>',
    date: context.now,
    from: { name: 'Example Support', address: 'support@example.test' },
    to: [{ name: '漢'.repeat(60), address: 'maria@client.test' }],
    inReplyTo: `<${'x'.repeat(290)}@client.test>`,
    references: Array.from({ length: 60 }, (_, index) => `<${'x'.repeat(300)}${index}@client.test>`),
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    autoSubmitted: 'auto-replied',
    headers: { 'X-Replydesk': 'x'.repeat(200) },
  });
}

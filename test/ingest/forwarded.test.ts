import { describe, expect, test } from 'vitest';
import { readForwarded } from '../../src/ingest/forwarded.ts';
import { parse } from '../../src/ingest/parse.ts';
import { CLIENT_TEXT, FORWARDS } from '../support/forwards.ts';
import { rawMail, type Fields } from '../support/mail.ts';

async function read(text: string, subject = 'Fwd: Delivery', fields: Fields = {}) {
  const raw = rawMail({ From: 'Ann Lee <ann@example.test>', Subject: subject, ...fields }, text);
  return readForwarded(await parse(raw), raw);
}

describe('a mail that staff forwarded', () => {
  test.each(Object.entries(FORWARDS))('by %s', async (_, [subject, text]) => {
    const forwarded = await read(text, subject);
    expect(forwarded).toMatchObject({ from: { name: 'Jane Doe', address: 'jane@client.test' }, subject: 'Delivery' });
    expect(forwarded?.text).toContain('our delivery has not arrived.');
    expect(forwarded?.text).not.toMatch(/^>|Can you|Subject/m);
    expect(forwarded?.own).toMatch(/^Can you take this\?/);
  });

  test('as an attachment', async () => {
    const original = rawMail({ Subject: 'Delivery', 'Message-ID': '<own@client.test>' }, CLIENT_TEXT).toString();
    const parts = [
      '--b',
      'Content-Type: text/plain',
      '',
      'Can you take this?',
      '--b',
      'Content-Type: message/rfc822',
      '',
      original,
      '--b--',
    ];
    const forwarded = await read(parts.join('\n'), 'Delivery', { 'Content-Type': 'multipart/mixed; boundary=b' });
    expect(forwarded).toMatchObject({
      from: { name: 'Jane Doe', address: 'jane@client.test' },
      subject: 'Delivery',
      own: 'Can you take this?',
      messageId: '<own@client.test>',
    });
    expect(forwarded?.text).toContain('our delivery has not arrived.');
  });

  test('an address that Exchange left out is left open', async () => {
    const forwarded = await read(
      `From: Jane Doe\nSent: Monday, 2 February 2026 09:14\nTo: Ann Lee\nSubject: Delivery\n\n${CLIENT_TEXT}`,
      'FW: Delivery',
    );
    expect(forwarded?.from).toEqual({ name: 'Jane Doe', address: '' });
  });

  test('commands above it belong to whoever forwards', async () => {
    const [subject, text] = FORWARDS['Gmail']!;
    expect((await read(`#assign bob\n${text}`, subject))?.own).toMatch(/^#assign bob\nCan you/);
  });

  test.each([
    ['an answer that quotes a header', 'Re: Delivery', FORWARDS['Outlook']![1]],
    ['a mail about forwarding', 'Fwd: Delivery', 'Please forward this to Jane.'],
    ['a traveller', 'Fwd: my trip', 'From: Berlin\nTo: Munich\n\nSee you'],
    ['an ordinary mail', 'Delivery', CLIENT_TEXT],
  ])('is not %s', async (_, subject, text) => expect(await read(text, subject)).toBeNull());
});

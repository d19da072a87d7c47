import { describe, expect, test } from 'vitest';
import { readForwarded } from '../../src/ingest/forwarded.ts';
import { parse } from '../../src/ingest/parse.ts';
import { rawMail, type Fields } from '../support/mail.ts';

async function read(text: string, subject = 'Fwd: Delivery', fields: Fields = {}) {
  const raw = rawMail({ From: 'Ann Lee <ann@example.test>', Subject: subject, ...fields }, text);
  return readForwarded(await parse(raw), raw);
}

const CLIENT_TEXT = 'Hello Ann,\n\nour delivery has not arrived.\n\nJane';

/** The same mail as the usual programs forward it. */
const FORWARDS: Record<string, [subject: string, text: string]> = {
  Gmail: [
    'Fwd: Delivery',
    `Can you take this?\n\n---------- Forwarded message ---------\nFrom: Jane Doe <jane@client.test>\nDate: Mon, 2 Feb 2026 at 09:14\nSubject: Delivery\nTo: Ann Lee <ann@example.test>\n\n\n${CLIENT_TEXT}`,
  ],
  'Gmail in German': [
    'Fwd: Delivery',
    `Can you take this?\n\n---------- Forwarded message ---------\nVon: Jane Doe <jane@client.test>\nDate: Mo., 2. Feb. 2026 um 09:14 Uhr\nSubject: Delivery\nTo: Ann Lee <ann@example.test>\n\n\n${CLIENT_TEXT}`,
  ],
  Thunderbird: [
    'Fwd: Delivery',
    `Can you take this?\n\n\n-------- Forwarded Message --------\nSubject: \tDelivery\nDate: \tMon, 2 Feb 2026 09:14:02 +0100\nFrom: \tJane Doe <jane@client.test>\nTo: \tAnn Lee <ann@example.test>\n\n\n\n${CLIENT_TEXT}`,
  ],
  'Thunderbird in German': [
    'Fwd: Delivery',
    `Can you take this?\n\n-------- Weitergeleitete Nachricht --------\nBetreff: \tDelivery\nDatum: \tMon, 2 Feb 2026 09:14:02 +0100\nVon: \tJane Doe <jane@client.test>\nAn: \tAnn Lee <ann@example.test>\n\n${CLIENT_TEXT}`,
  ],
  Outlook: [
    'FW: Delivery',
    `Can you take this?\n\nFrom: Jane Doe <jane@client.test>\nSent: Monday, 2 February 2026 09:14\nTo: Ann Lee <ann@example.test>\nSubject: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook in German': [
    'WG: Delivery',
    `Can you take this?\n\nVon: Jane Doe <jane@client.test>\nGesendet: Montag, 2. Februar 2026 09:14\nAn: Ann Lee <ann@example.test>\nBetreff: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook in French': [
    'TR: Delivery',
    `Can you take this?\n\nDe : Jane Doe <jane@client.test>\nEnvoyé : lundi 2 février 2026 09:14\nÀ : Ann Lee <ann@example.test>\nObjet : Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook in Spanish': [
    'RV: Delivery',
    `Can you take this?\n\nDe: Jane Doe <jane@client.test>\nEnviado el: lunes, 2 de febrero de 2026 9:14\nPara: Ann Lee <ann@example.test>\nAsunto: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook of old': [
    'FW: Delivery',
    `Can you take this?\n\n-----Original Message-----\nFrom: Jane Doe [mailto:jane@client.test]\nSent: Monday, February 02, 2026 9:14 AM\nTo: Ann Lee\nSubject: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook on the web': [
    'Fw: Delivery',
    `Can you take this?\n________________________________\nFrom: Jane Doe <jane@client.test<mailto:jane@client.test>>\nSent: Monday, February 2, 2026 9:14 AM\nTo: Ann Lee <ann@example.test>\nSubject: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Apple Mail': [
    'Fwd: Delivery',
    `Can you take this?\n\n> Begin forwarded message:\n> \n> From: Jane Doe <jane@client.test>\n> Subject: Delivery\n> Date: 2. February 2026 at 09:14:02 CET\n> To: Ann Lee <ann@example.test>\n> \n${CLIENT_TEXT.split(
      '\n',
    )
      .map((line) => `> ${line}`)
      .join('\n')}`,
  ],
  'Apple Mail in French': [
    'Fwd: Delivery',
    `Can you take this?\n\nDébut du message réexpédié :\n\nDe: Jane Doe <jane@client.test>\nObjet: Delivery\nDate: 2 février 2026 à 09:14:02 UTC+1\nÀ: Ann Lee <ann@example.test>\n\n${CLIENT_TEXT}`,
  ],
  'a phone': [
    'Fwd: Delivery',
    `Can you take this?\n\nSent from my iPhone\n\nBegin forwarded message:\n\n> From: Jane Doe <jane@client.test>\n> Date: 2 February 2026 at 09:14:02 CET\n> To: ann@example.test\n> Subject: Delivery\n> \n${CLIENT_TEXT.split(
      '\n',
    )
      .map((line) => `> ${line}`)
      .join('\n')}`,
  ],
};

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

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkDkim } from '../../src/ingest/authenticity.ts';
import { dkimSigner } from '../../src/respond/dkim.ts';
import { composeMime } from '../../src/respond/mime.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const record = `v=DKIM1; k=rsa; p=${publicKey.replaceAll(/-----.*-----|\s/g, '')}`;
const resolver = (name: string) =>
  name === 'desk._domainkey.example.test' ? Promise.resolve([[record]]) : Promise.reject(new Error('no such name'));

function letter(text: string) {
  return composeMime({
    messageId: '<1@example.test>',
    date: Temporal.Instant.from('2026-02-02T09:00:00Z'),
    from: { name: 'Example Support', address: 'support@example.test' },
    to: [{ name: 'Jörg', address: 'joerg@client.test' }],
    subject: 'Grüße [#1001]',
    text,
    html: `<p>${text}</p>`,
    autoSubmitted: 'auto-replied',
  });
}

describe('signing with DKIM', () => {
  test('a verifier that looks up our key passes the mail, aligned with From', async () => {
    const sign = dkimSigner({ domain: 'example.test', selector: 'desk', privateKey });
    const signed = await sign(letter('Your mail has arrived.\n\n.a dot\n'));
    expect(await checkDkim(signed, resolver)).toEqual([{ domain: 'example.test', result: 'pass' }]);
  });

  test('a changed word, subject or marker of automatic mail breaks it', async () => {
    const sign = dkimSigner({ domain: 'example.test', selector: 'desk', privateKey });
    const signed = (await sign(letter('Your mail has arrived.'))).toString('latin1');
    for (const [from, to] of [
      ['arrived', 'departed'],
      ['Subject: ', 'Subject: Fwd: '],
      ['Auto-Submitted: auto-replied', 'Auto-Submitted: no'],
    ] as const) {
      expect(signed).toContain(from);
      const [changed] = await checkDkim(Buffer.from(signed.replace(from, to), 'latin1'), resolver);
      expect(changed?.result, from).not.toBe('pass');
    }
  });

  test('says at once that a key cannot be used', () => {
    expect(() => dkimSigner({ domain: 'example.test', selector: 'desk', privateKey: 'none' })).toThrow();
  });
});

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { describe, expect, test } from 'vitest';
import { checkDkim, type TxtResolver } from '../../src/ingest/authenticity.ts';
import { rawMail } from '../support/mail.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

async function signed(raw: Buffer, domain = 'client.test', options: object = {}): Promise<Buffer> {
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const signature = { signingDomain: domain, selector: 's1', privateKey: key, ...options };
  const { signatures } = await dkimSign(raw, { ...signature, signatureData: [signature] });
  return Buffer.concat([Buffer.from(signatures), raw]);
}

const published =
  (key: KeyObject, flags = ''): TxtResolver =>
  (name) =>
    name === 's1._domainkey.client.test'
      ? Promise.resolve([
          [`v=DKIM1; k=rsa; ${flags}p=${key.export({ type: 'spki', format: 'der' }).toString('base64')}`],
        ])
      : Promise.reject(Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' }));

describe('DKIM signatures are checked here where no server did it', () => {
  test('an untouched mail passes for the domain that signed', async () => {
    expect(await checkDkim(await signed(rawMail()), published(publicKey))).toEqual([
      { domain: 'client.test', result: 'pass' },
    ]);
  });

  test('a changed body proves nothing', async () => {
    const changed = Buffer.from(
      (await signed(rawMail())).toString('latin1').replace('the wrong address', 'the right address'),
      'latin1',
    );
    expect(await checkDkim(changed, published(publicKey))).toEqual([{ domain: 'client.test', result: 'neutral' }]);
  });

  test('text put below a signature that covers only the beginning proves nothing', async () => {
    const raw = await signed(rawMail(), 'client.test', { maxBodyLength: 20 });
    const [first] = await checkDkim(raw, published(publicKey));
    expect(first?.result).toBe('policy');
  });

  test('a key that its owner only tests proves nothing', async () => {
    const [first] = await checkDkim(await signed(rawMail()), published(publicKey, 't=y; '));
    expect(first?.result).toBe('policy');
  });

  test('an unknown key or a resolver that fails is no reason to stop', async () => {
    const raw = await signed(rawMail(), 'unknown.test');
    const [first] = await checkDkim(raw, published(publicKey));
    expect(first?.result).not.toBe('pass');
    const failing: TxtResolver = () => Promise.reject(Object.assign(new Error('timeout'), { code: 'ETIMEOUT' }));
    expect((await checkDkim(raw, failing))[0]?.result).toBe('temperror');
  });

  test('a mail without signature asks nobody, and neither does one with hundreds', async () => {
    let asked = 0;
    const counting: TxtResolver = (name) => {
      asked++;
      return published(publicKey)(name);
    };
    expect(await checkDkim(rawMail(), counting)).toEqual([]);
    const flood = rawMail({
      'DKIM-Signature': Array.from({ length: 300 }, (_, at) => `v=1; d=x${at}.test; s=a; b=AA==`),
    });
    expect(await checkDkim(flood, counting)).toEqual([]);
    expect(asked).toBe(0);
  });
});

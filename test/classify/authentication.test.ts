import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { authenticate, parseAuthenticationResults } from '../../src/classify/authentication.ts';
import type { CheckedSignature } from '../../src/requests/recognition.ts';

const TRUSTED = { trustedAuthservId: 'mx.example.test' };

function verdictOf(values: readonly string[], from = 'client.test', signatures: readonly CheckedSignature[] = []) {
  const headers = values.map((value) => ({ name: 'authentication-results', value }));
  return authenticate({ headers }, from, TRUSTED, signatures).verdict;
}

describe('what the trusted server found', () => {
  test.each([
    ['dmarc=pass', 'mx.example.test; dmarc=pass (p=reject) header.from=client.test', 'pass'],
    ['dmarc=fail', 'mx.example.test; spf=pass smtp.mailfrom=x@evil.test; dmarc=fail header.from=client.test', 'fail'],
    [
      'dmarc=fail beside an aligned pass: the server knows the policy',
      'mx.example.test; dkim=pass header.d=client.test; dmarc=fail',
      'fail',
    ],
    ['no DMARC, SPF aligned', 'mx.example.test; spf=pass smtp.mailfrom=jane@mail.client.test; dmarc=none', 'pass'],
    ['no DMARC, DKIM aligned', 'mx.example.test; dkim=pass header.i=@client.test header.s=s1', 'pass'],
    ['SPF passes for somebody else', 'mx.example.test; spf=pass smtp.mailfrom=bounce@evil.test', 'none'],
    ['DKIM passes for somebody else', 'mx.example.test; dkim=pass header.d=esp.test', 'none'],
    [
      'one of two signatures is aligned',
      'mx.example.test; dkim=fail header.d=esp.test; dkim=pass header.d=client.test',
      'pass',
    ],
    ['SPF fails for From', 'mx.example.test; spf=fail smtp.mailfrom=jane@client.test; dkim=none', 'fail'],
    [
      'SPF fails for a forwarder, DKIM survived',
      'mx.example.test; spf=fail smtp.mailfrom=x@forwarder.test; dkim=pass header.d=client.test',
      'pass',
    ],
    ['softfail proves nothing', 'mx.example.test; spf=softfail smtp.mailfrom=jane@client.test', 'none'],
    ['errors of the checker prove nothing', 'mx.example.test; spf=temperror; dkim=permerror; dmarc=temperror', 'none'],
    ['nothing was found', 'mx.example.test; none', 'none'],
    ['DMARC passed for another From', 'mx.example.test; dmarc=pass header.from=evil.test', 'none'],
    ['public suffixes are no organisation', 'mx.example.test; dkim=pass header.d=co.uk', 'none'],
  ])('%s', (_name, value, verdict) => {
    expect(verdictOf([value])).toBe(verdict);
  });

  test.each([
    [
      'comments, also nested and with semicolons',
      'mx.example.test (a; (dmarc=fail) b); dmarc (c) = (d) pass (p=none; x) header.from=client.test',
    ],
    ['a version', 'mx.example.test 1; dmarc/1 = pass header.from=client.test'],
    ['quoted values', '"mx.example.test"; dkim=pass reason="good; (really)" header.d="client.test"'],
    ['capitals', 'MX.Example.TEST; DMARC=Pass Header.From=Client.TEST'],
    ['no blanks, many blanks', 'mx.example.test;dmarc=pass\theader.from = client.test ;  spf=none'],
  ])('%s do not mislead', (_name, value) => {
    expect(verdictOf([value])).toBe('pass');
  });
});

describe('who is believed', () => {
  test('only the configured server', () => {
    expect(verdictOf(['mx.evil.test; dmarc=pass header.from=client.test'])).toBe('none');
    expect(verdictOf(['evil.test (mx.example.test); dmarc=pass header.from=client.test'])).toBe('none');
    expect(verdictOf(['x; y="mx.example.test; dmarc=pass header.from=client.test"'])).toBe('none');
  });

  test('only its topmost header: what stands below may have come with the mail', () => {
    const [ours, forged] = [
      'mx.example.test; dmarc=fail header.from=client.test',
      'mx.example.test; dmarc=pass header.from=client.test',
    ];
    expect(verdictOf([ours, forged])).toBe('fail');
    expect(verdictOf(['mx.example.test; none', forged])).toBe('none');
    expect(verdictOf(['other.test; dmarc=fail', ours])).toBe('fail');
  });

  test('nobody where no server is configured', () => {
    const headers = [{ name: 'authentication-results', value: 'mx.example.test; dmarc=fail' }];
    expect(authenticate({ headers }, 'client.test', { trustedAuthservId: null })).toEqual({
      verdict: 'unknown',
      spf: null,
      dkim: null,
      dmarc: null,
      aligned: false,
    });
  });
});

describe('signatures checked here', () => {
  test('prove the sender where the server said nothing', () => {
    expect(verdictOf([], 'client.test', [{ domain: 'mail.client.test', result: 'pass' }])).toBe('pass');
    expect(verdictOf([], 'client.test', [{ domain: 'evil.test', result: 'pass' }])).toBe('none');
  });

  test('never disprove him: our own servers may have changed the mail', () => {
    expect(verdictOf([], 'client.test', [{ domain: 'client.test', result: 'fail' }])).toBe('none');
  });

  test('never outweigh the server', () => {
    const fail = ['mx.example.test; dmarc=fail header.from=client.test'];
    expect(verdictOf(fail, 'client.test', [{ domain: 'client.test', result: 'pass' }])).toBe('fail');
  });
});

test('any text is read without an error and in linear time', () => {
  const noise = fc.string({
    unit: fc.constantFrom('(', ')', '"', '\\', ';', '=', ' ', 'a', '.', '/', 'dkim=pass'),
    maxLength: 4_000,
  });
  fc.assert(
    fc.property(noise, (value) => {
      parseAuthenticationResults(value);
      parseAuthenticationResults(`mx; ${value}`);
    }),
  );
  for (const piece of ['(', '"', 'a=', 'dkim=', '\\', ' /1', '";'])
    parseAuthenticationResults(`mx; ${piece.repeat(20_000)}`);
});

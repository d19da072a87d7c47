import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { lookAlike } from '../../src/classify/look-alike.ts';
import { domainToUnicode } from '../../src/classify/punycode.ts';

describe('a domain that wants to be taken for another', () => {
  test.each([
    ['xn--stff-63d.test', 'staff.test'],
    ['b1gc0rp.test', 'bigcorp.test'],
    ['exarnple.test', 'example.test'],
    ['vvidgets.test', 'widgets.test'],
    ['exаmрle.test', 'example.test'],
    ['bücher.test', 'bucher.test'],
  ])('%s imitates %s', (domain, of) => {
    expect(lookAlike(domain, ['other.test', of])).toEqual({ kind: 'imitation', of });
  });

  test('two scripts in one label', () => {
    expect(lookAlike('sсhule.test', [])).toEqual({ kind: 'mixed-scripts' });
  });

  test.each([
    'staff.test',
    'mail.staff.test',
    'bücher.test',
    'пример.test',
    'παράδειγμα.test',
    '例え.test',
    'stuff.test',
  ])('%s is what it seems', (domain) => {
    expect(lookAlike(domain, ['staff.test'])).toBeNull();
  });
});

describe('punycode', () => {
  test.each([
    ['xn--bcher-kva.test', 'bücher.test'],
    ['xn--fsqu00a.xn--0zwm56d', '例子.测试'],
    ['xn--e1afmkfd.xn--p1ai', 'пример.рф'],
    ['plain.test', 'plain.test'],
  ])('%s is shown as %s', (ascii, shown) => {
    expect(domainToUnicode(ascii)).toBe(shown);
  });

  test('what the platform encodes is decoded again', () => {
    const label = fc.string({
      unit: fc.constantFrom(...'a b c ü é п р м е я ζ δ 例 子 測 試 한 국'.split(' ')),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(label, (text) => {
        const ascii = URL.parse(`http://${text}.test`)?.hostname;
        fc.pre(ascii !== undefined);
        expect(URL.parse(`http://${domainToUnicode(ascii)}`)?.hostname).toBe(ascii);
      }),
    );
  });

  test('nonsense is left as it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a b y z 0 1 9 -'.split(' ')), maxLength: 40 }), (text) => {
        expect(typeof domainToUnicode(`xn--${text}.test`)).toBe('string');
      }),
    );
  });
});

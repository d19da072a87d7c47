import fc from '../support/fast-check.ts';
import iconv from 'iconv-lite';
import { describe, expect, it, test } from 'vitest';
import { decodeText } from '../../src/ingest/parse/charset.ts';
import { unflow } from '../../src/ingest/parse/flowed.ts';
import { htmlToText } from '../../src/ingest/parse/html-to-text.ts';
import { takeUuFiles } from '../../src/ingest/parse/uuencode.ts';

describe('charsets', () => {
  const SAMPLES = {
    'iso-8859-15': 'Prix : 12 €, où ça ?',
    'windows-1252': '“Naïve” – 5 €',
    'iso-8859-2': 'Zażółć gęślą jaźń',
    'windows-1250': 'Příliš žluťoučký kůň',
    'koi8-r': 'Привет, как дела?',
    'windows-1251': 'Здравствуйте, «Имя»',
    'iso-8859-7': 'Καλημέρα σας',
    'windows-1255': 'שלום לכם',
    'windows-1256': 'السلام عليكم',
    'windows-1254': 'Günaydın, nasılsınız?',
    'windows-1258': 'Xin cháo',
    'tis-620': 'สวัสดีครับ',
    gb2312: '您好，发票有问题',
    gb18030: '您好，發票有問題',
    big5: '您好，這是測試',
    shift_jis: 'こんにちは、請求書',
    'euc-jp': 'こんにちは、請求書',
    'euc-kr': '안녕하세요 고객님',
    'ks_c_5601-1987': '안녕하세요 고객님',
    ibm850: 'Größe über alles',
    macintosh: 'Größe “über” alles',
    'utf-7': 'Größe 1 + 1 = 2',
    'utf-16be': 'Größe',
  };

  test.each(Object.entries(SAMPLES))('what %s wrote is read when it says so', (charset, text) => {
    const encoding = charset === 'ks_c_5601-1987' ? 'cp949' : charset;
    expect(decodeText(iconv.encode(text, encoding), charset)).toEqual({ text, guessed: null });
  });

  it('any text comes back from UTF-8, declared, wrongly declared as a one-byte charset, or not declared', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const octets = Buffer.from(text);
        expect(decodeText(octets, 'utf-8').text).toBe(text);
        expect(decodeText(octets, 'iso-8859-1').text).toBe(text);
        expect(decodeText(octets, null).text).toBe(text);
      }),
    );
  });

  it('any octets under any name give whole characters and no exception', () => {
    const names = fc.constantFrom(
      'utf-8',
      'us-ascii',
      'iso-2022-jp',
      'hz-gb-2312',
      'utf-7',
      'x-none',
      '',
      ...Object.keys(SAMPLES),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), names, (octets, charset) => {
        expect(decodeText(Buffer.from(octets), charset).text.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('HTML as text', () => {
  it('escaped text comes out as it was, but for white space', () => {
    const escape = (text: string): string =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[!-~äß€]{1,8}$/), { minLength: 1 }), (words) => {
        expect(htmlToText(`<p>${escape(words.join('  '))}</p>`)).toBe(words.join(' '));
      }),
    );
  });

  test.each([
    ['Line<br>break', 'Line\nbreak'],
    ['<div>one</div><div>two</div>', 'one\ntwo'],
    ['<p>one</p>\n<p>two</p>', 'one\n\ntwo'],
    ['<div>one<br></div><div><br></div><div>two</div>', 'one\n\ntwo'],
    ['a<b>b</b>c', 'abc'],
    ['<ul><li>a<ul><li>b</li></ul></li></ul>', '* a\n* b'],
    ['<head><title>t</title><p>shown', 'shown'],
    ['<style>p{}</style>x<script>y</script>', 'x'],
    ['<pre>  keep\n   this</pre>', 'keep\n   this'],
    ['<!--[if mso]><p>not this</p><![endif]-->this', 'this'],
    ['<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
    ['un<closed', 'un'],
    ['&nbsp;&amp;&#8364;&unknown;', '&€&unknown;'],
    ['', ''],
  ])('%s', (html, text) => expect(htmlToText(html)).toBe(text));
});

describe('format=flowed', () => {
  test.each([
    ['one \ntwo\nthree', 'one two\nthree', false],
    ['one \ntwo', 'onetwo', true],
    ['> one \n> two \nthree', '> one two \nthree', false],
    [' >not a quotation', '>not a quotation', false],
    ['text \n-- \nJane', 'text \n-- \nJane', false],
  ])('%j', (flowed, text, deleteSpace) => expect(unflow(flowed, deleteSpace)).toBe(text));
});

describe('uuencoded files', () => {
  const encoded = (content: Buffer): string => {
    const lines: string[] = [];
    for (let at = 0; at < content.length; at += 45) {
      const piece = content.subarray(at, at + 45);
      const filled = Buffer.concat([piece, Buffer.alloc(2)]);
      let line = String.fromCharCode(32 + piece.length);
      for (let i = 0; i < piece.length; i += 3) {
        const value = filled.readUIntBE(i, 3);
        for (const bits of [18, 12, 6, 0]) line += String.fromCharCode(((value >> bits) & 63 || 64) + 32);
      }
      lines.push(line);
    }
    return [...lines, '`'].join('\n');
  };

  it('any file comes out as it was, and the text around it stays', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (octets) => {
        const { text, files } = takeUuFiles(`above\nbegin 644 a.bin\n${encoded(Buffer.from(octets))}\nend\nbelow`);
        expect(text).toBe('above\nbelow');
        expect(files).toEqual([{ filename: 'a.bin', content: Buffer.from(octets) }]);
      }),
    );
  });

  it('what only begins like one is text', () => {
    const text = 'We begin 644 times\nbegin 644 x\nHello, this is no data line at all, only text.\nend';
    expect(takeUuFiles(text)).toEqual({ text, files: [] });
  });
});

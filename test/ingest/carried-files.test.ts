import { describe, expect, test } from 'vitest';
import { carriedFiles } from '../../src/ingest/carried-files.ts';
import { rawMail } from '../support/mail.ts';

function part(headers: readonly string[], body: string): string {
  return ['--b', ...headers, '', body].join('\n');
}

function mixed(...parts: readonly string[]): Buffer {
  return rawMail({ 'Content-Type': 'multipart/mixed; boundary=b' }, [...parts, '--b--', ''].join('\n'));
}

const TEXT = part(['Content-Type: text/plain'], 'Hello');
const attached = (name: string, content: string) =>
  part(
    [
      `Content-Type: application/pdf; name="${name}"`,
      'Content-Disposition: attachment',
      'Content-Transfer-Encoding: base64',
    ],
    Buffer.from(content).toString('base64'),
  );

describe('files that travel on', () => {
  test('in their order, with their octets', async () => {
    const { files, leftOut } = await carriedFiles(
      mixed(TEXT, attached('a.pdf', 'first'), attached('b.pdf', 'second')),
      100,
    );
    expect(files.map((file) => [file.filename, file.content.toString(), file.inline])).toEqual([
      ['a.pdf', 'first', false],
      ['b.pdf', 'second', false],
    ]);
    expect(leftOut).toEqual([]);
  });

  test('within the limit; what is too large is named, and a smaller one behind it still travels', async () => {
    const raw = mixed(
      TEXT,
      attached('large.pdf', 'x'.repeat(200)),
      attached('small.pdf', 'y'),
      attached('other.pdf', 'z'.repeat(100)),
    );
    const { files, leftOut } = await carriedFiles(raw, 100);
    expect(files.map((file) => file.filename)).toEqual(['small.pdf']);
    expect(leftOut).toEqual(['large.pdf', 'other.pdf']);
  });

  test('a photo that a phone put into the text is a file; the signature of a signed mail is none', async () => {
    const photo = part(
      ['Content-Type: image/jpeg; name=IMG_1.jpeg', 'Content-Disposition: inline; filename=IMG_1.jpeg'],
      'JPEG',
    );
    expect((await carriedFiles(mixed(TEXT, photo), 100)).files).toMatchObject([
      { filename: 'IMG_1.jpeg', inline: true, contentId: null },
    ]);
    const signature = part(['Content-Type: application/pkcs7-signature; name=smime.p7s'], 'SIG');
    const signed = rawMail(
      { 'Content-Type': 'multipart/signed; boundary=b; protocol="application/pkcs7-signature"' },
      [TEXT, signature, '--b--', ''].join('\n'),
    );
    expect((await carriedFiles(signed, 100)).files).toEqual([]);
  });

  test('octets that are no mail carry nothing', async () => {
    expect(await carriedFiles(Buffer.from([0, 1, 2]), 100)).toEqual({ files: [], leftOut: [] });
  });
});

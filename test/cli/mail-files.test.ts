import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replydesk-mails-'));
});
afterEach(() => rm(folder, { recursive: true }));

const mail = (subject: string): string => `From: jane@client.test\nSubject: ${subject}\n\nHello\n`;
const FROM = 'From jane@client.test Mon Feb  2 10:00:00 2026\n';

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** What `inspect --json` says of the paths: file, subject or error; and its exit status. */
async function inspected(...paths: string[]) {
  const lines: string[] = [];
  const io = { write: (line: string) => void lines.push(line), warn: () => undefined, env: {} };
  const status = await runCommand(['inspect', '--json', ...paths.map((path) => join(folder, path))], io);
  const seen = lines.map((line) => JSON.parse(line) as { file: string; subject?: string; error: string | null });
  return { status, mails: seen.map(({ file, subject, error }) => [file.slice(folder.length + 1), subject ?? error]) };
}

describe('inspect takes mail as it lies on disk', () => {
  it('a folder is read with its subfolders, in name order, hidden files left out', async () => {
    await put('in/b.eml', mail('b'));
    await put('in/a/2', mail('a2'));
    await put('in/a/1', mail('a1'));
    await put('in/.git/config', 'not a mail');
    expect(await inspected('in')).toEqual({
      status: 0,
      mails: [
        ['in/a/1', 'a1'],
        ['in/a/2', 'a2'],
        ['in/b.eml', 'b'],
      ],
    });
  });

  it('of a Maildir only delivered mail counts, its subfolders included', async () => {
    await put('box/cur/1:2,S', mail('read'));
    await put('box/new/2', mail('unread'));
    await put('box/tmp/3', mail('half written'));
    await put('box/.Archive/cur/4:2,', mail('archived'));
    await put('box/.Archive/new/.keep', '');
    await put('box/dovecot-uidlist', '3 V1');
    expect((await inspected('box')).mails).toEqual([
      ['box/.Archive/cur/4:2,', 'archived'],
      ['box/cur/1:2,S', 'read'],
      ['box/new/2', 'unread'],
    ]);
  });

  it('the mails of an mbox file are numbered, a quoted From line is text', async () => {
    await put(
      'mbox',
      `${FROM}${mail('one')}>From here on it is text\n\n${FROM}${mail('two')}From me to you, at 10:00\n`,
    );
    expect((await inspected('mbox')).mails).toEqual([
      ['mbox#1', 'one'],
      ['mbox#2', 'two'],
    ]);
  });

  it('a .eml file is one mail, even with an mbox line in front', async () => {
    await put('x.eml', `${FROM}${mail('one')}\n${FROM}${mail('two')}`);
    expect((await inspected('x.eml')).mails).toEqual([['x.eml', 'one']]);
  });

  it('an mbox file of many mails and long lines is read to its end', async () => {
    const long = 'x'.repeat(200_000);
    const box = Array.from({ length: 50 }, (_, n) => `${FROM}${mail(`mail ${n}`)}${n % 10 === 0 ? long : ''}\n\n`);
    await put('big', box.join(''));
    const { mails } = await inspected('big');
    expect(mails).toHaveLength(50);
    expect(mails.at(-1)).toEqual(['big#50', 'mail 49']);
  });

  it('bad files stop nothing: each is answered with its error, and the status is 1', async () => {
    await put('empty.eml', '');
    await put('good.eml', mail('good'));
    expect(await inspected('missing', 'empty.eml', 'good.eml')).toEqual({
      status: 1,
      mails: [
        ['missing', 'no such file or folder'],
        ['empty.eml', 'no mail: neither a header nor a text can be found'],
        ['good.eml', 'good'],
      ],
    });
  });

  it('a file that cannot be read has the same fields as one that can', async () => {
    await put('empty.eml', '');
    await put('good.eml', `Date: Sat, 31 Jan 2026 10:00:00 +0100\n${mail('good')}`);
    const lines: Record<string, unknown>[] = [];
    const io = { write: (line: string) => void lines.push(JSON.parse(line) as never), warn: () => undefined, env: {} };
    await runCommand(['inspect', '--json', join(folder, 'empty.eml'), join(folder, 'good.eml')], io);
    const [empty, good] = lines;
    expect(Object.keys(empty ?? {}).sort()).toEqual(Object.keys(good ?? {}).sort());
    expect(empty).toMatchObject({ parsed: false, kind: null, acknowledge: false, from: null, to: [], reasons: [] });
    expect(good).toMatchObject({ parsed: true, error: null, date: '2026-01-31T09:00:00Z' });
  });

  it('a link that leads back into its own folder is not followed for ever', async () => {
    await put('loop/a.eml', mail('a'));
    await symlink(join(folder, 'loop'), join(folder, 'loop/again'));
    expect((await inspected('loop')).mails).toEqual([['loop/a.eml', 'a']]);
  });
});

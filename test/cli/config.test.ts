import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replydesk } from '../support/command.ts';

const WRITTEN = `# The desk of Example Ltd
company:   { name: Example Ltd, domain: example.test }
secret:    \${REPLYDESK_SECRET}   # never in this file
mailboxes:
  # the only one
  - address: support@example.test
    imap: { host: 127.0.0.1, port: 10143, tls: none, password: \${IMAP_PASSWORD} }
outbound:
  from: Example Support <support@example.test>
  smtp: { host: 127.0.0.1, port: 10025, tls: none }
`;
const ENVIRONMENT = { REPLYDESK_SECRET: 'correct-horse-battery', IMAP_PASSWORD: 'hunter2-hunter2' };

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replydesk-cli-'));
  file = join(folder, 'replydesk.yaml');
  await writeFile(file, WRITTEN, { mode: 0o640 });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('config check', () => {
  test('says in one line what was understood', async () => {
    expect(await replydesk(['config', 'check', '--config', file], ENVIRONMENT)).toEqual({
      status: 0,
      out: `${file} is right: support@example.test; 0 staff; policy e; UTC`,
      err: '',
    });
  });

  test('tells every mistake in a line of its own and ends with 2', async () => {
    await writeFile(file, WRITTEN.replace('port: 10143', 'prot: 10143').replace('from:', 'form:'));
    const { status, err } = await replydesk(['config', 'check', '-c', file], { REPLYDESK_SECRET: 'x'.repeat(16) });
    expect(status).toBe(2);
    expect(err.split('\n')).toEqual([
      expect.stringContaining(`${file}:7:30: mailboxes[0].imap.prot: there is no such key; did you mean port?`),
      expect.stringContaining(`${file}:7:54: mailboxes[0].imap.password: the environment has no IMAP_PASSWORD`),
      expect.stringContaining(`${file}:8:1: outbound.from: is missing`),
      expect.stringContaining(`${file}:9:3: outbound.form: there is no such key; did you mean from?`),
    ]);
  });

  test('tells the same to programs', async () => {
    const { status, out } = await replydesk(['config', 'check', '-c', file, '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ line: 3, key: 'secret' }, { line: 7 }] });
  });

  test('a file that is not there ends with 2', async () => {
    expect((await replydesk(['config', 'check', '-c', join(folder, 'none.yaml')])).status).toBe(2);
  });
});

test('config schema prints a JSON Schema', async () => {
  const { status, out } = await replydesk(['config', 'schema']);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ type: 'object', properties: { mailboxes: { type: 'array' } } });
});

describe('config set', () => {
  test('says in a line that the file cannot be replaced, and leaves it as it was', async () => {
    await mkdir(`${file}.${process.pid}`);
    expect(await replydesk(['config', 'set', 'locale', 'de', '--config', file], ENVIRONMENT)).toMatchObject({
      status: 2,
      err: expect.stringContaining('cannot be replaced from here (EISDIR)') as string,
    });
    expect(await readFile(file, 'utf8')).toBe(WRITTEN);
  });

  const set = (key: string, value: string) => replydesk(['config', 'set', '-c', file, key, value], ENVIRONMENT);

  test.each([
    ['mailboxes[0].imap.port', '993', 'port: 10143', 'port: 993'],
    [
      'company.name',
      'Example, Sons & Co: "the" desk',
      'name: Example Ltd,',
      'name: "Example, Sons & Co: \\"the\\" desk",',
    ],
    ['outbound.smtp.host', 'mail.example.test', 'host: 127.0.0.1, port: 10025', 'host: mail.example.test, port: 10025'],
    ['secret', '${OTHER_SECRET}', '${REPLYDESK_SECRET} ', '"${OTHER_SECRET}" '],
  ])('changes %s and nothing else', async (key, value, before, after) => {
    const { status } = await replydesk(['config', 'set', '-c', file, key, value], {
      ...ENVIRONMENT,
      OTHER_SECRET: 'sixteen-letters-or-more',
    });
    expect(status).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(WRITTEN.replace(before, () => after));
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['replydesk.yaml']);
  });

  test('adds keys that are new and keeps the comments', async () => {
    expect(await set('budgets.holdAfterHours', '12')).toMatchObject({ status: 0 });
    expect(await set('relays', '[list.example.test]')).toMatchObject({ status: 0 });
    expect(await set('mailboxes[0].plusAddressing', 'yes')).toMatchObject({ status: 0 });
    const text = await readFile(file, 'utf8');
    expect(text).toContain('# the only one');
    expect(text).toContain('${IMAP_PASSWORD}');
    expect(text).toMatch(/budgets:\n {2}holdAfterHours: 12/);
    expect(text).toMatch(/plusAddressing: yes/);
  });

  test.each([
    ['mailboxes[0].imap.port', 'many', /mailboxes\[0\]\.imap\.port: write a whole number from 1 to 65535/],
    ['mailboxes[0].adress', 'x', /did you mean address/],
    ['mailboxes[5].address', 'a@b.test', /mailboxes/],
    ['company.name.first', 'x', /nothing of which this could be a part/],
    ['company..name', 'x', /write a key such as/],
    ['__proto__.x', 'x', /write a key such as/],
    ['policy', 'z', /no such policy/],
  ])('%s = %s is refused and nothing is written', async (key, value, told) => {
    const { status, err } = await set(key, value);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringMatching(told) as string });
    expect(await readFile(file, 'utf8')).toBe(WRITTEN);
  });
});

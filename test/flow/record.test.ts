import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { replydesk } from '../support/command.ts';
import { select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { town, type Town } from '../support/town.ts';

const ANN = 'Ann Lee <ann@example.test>';

let world: Town;
let root: string;
let folder: string;
let head: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'replydesk-record-'));
  folder = join(root, '1001');
  world = await town();
  const { desk, write, letters } = world;
  write(rawMail({ Cc: 'Joe Doe <joe@client.test>' }));
  await desk.pass();
  const [notice] = await letters('ann');
  const say = async (text: string): Promise<void> => {
    write(await answerTo(notice!.octets, ANN, text), { from: 'ann@example.test' });
    await desk.pass();
  };
  await say('#call\nHe rang: it is urgent. Agreed on Friday.');
  await say('It is corrected, "Jane" — see the new one. ✓');
  const [, answer] = await letters('jane');
  write(await answerTo(answer!.octets, 'Joe Doe <joe@client.test>', 'Thank you!'), { from: 'joe@client.test' });
  await desk.pass();
  await say('#resolve');
  const { out, status } = await desk.ask('requests', 'export', '1001', '--out', folder);
  expect(status).toBe(0);
  head = /hash ([0-9a-f]{64})/.exec(out)?.[1] ?? '';
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

const verified = (of: string, ...words: string[]) => replydesk(['requests', 'verify', of, ...words]);

/** A copy of the exported folder to do harm to. */
async function copy(): Promise<string> {
  const to = await mkdtemp(join(root, 'harmed-'));
  await cp(folder, to, { recursive: true });
  return to;
}

const linesOf = async (of: string): Promise<string[]> =>
  (await readFile(join(of, 'record.jsonl'), 'utf8')).trimEnd().split('\n');

describe('the record of a request', () => {
  test('is exported whole: mails, decisions with reasons, deliveries, calls, and verifies, also without the desk', async () => {
    const [lines, decisions, deliveries] = await Promise.all([
      linesOf(folder),
      readFile(join(folder, 'decisions.txt'), 'utf8'),
      readFile(join(folder, 'deliveries.jsonl'), 'utf8'),
    ]);
    expect(lines.length).toBeGreaterThan(6);
    expect(decisions).toMatch(/opened, by jane@client\.test\n {4}because/);
    expect(decisions).toMatch(/call, by ann@example\.test\n {4}\| He rang: it is urgent\./);
    expect(deliveries).toMatch(/"kind":"answer","to":"jane@client\.test","state":"accepted"/);
    const { out, status } = await verified(folder, '--head', head);
    expect({ out, status }).toMatchObject({
      status: 0,
      out: expect.stringMatching(/\d+ lines and 5 mails are/) as string,
    });
    const alone = await promisify(execFile)(process.execPath, [join(folder, 'verify.mjs'), head], { env: {} });
    expect(alone.stdout).toContain('are as they were written');
  });

  test('shows every line that was changed, left out, doubled or moved', async () => {
    const lines = await linesOf(folder);
    const harms: Record<string, (at: number) => string[]> = {
      changed: (at) => lines.with(at, lines[at]!.replace('"kind": "', '"kind": "x')),
      're-dated': (at) => lines.with(at, lines[at]!.replace(/"at": "2/, '"at": "1')),
      missing: (at) => lines.toSpliced(at, 1),
      doubled: (at) => lines.toSpliced(at, 0, lines[at]!),
      moved: (at) => lines.toSpliced(at, 1).toSpliced((at + 1) % lines.length, 0, lines[at]!),
      emptied: (at) => lines.with(at, '{}'),
    };
    const harmed = await copy();
    for (const [harm, done] of Object.entries(harms))
      for (const at of lines.keys()) {
        await writeFile(join(harmed, 'record.jsonl'), `${done(at).join('\n')}\n`);
        expect((await verified(harmed)).status, `${harm}: line ${at + 1}`).toBe(1);
      }
  });

  test('shows a record that was made anew, by the hash that was noted elsewhere', async () => {
    const other = await copy();
    const short = (await linesOf(other)).slice(0, -1);
    const last = /"hash":"([0-9a-f]{64})"/.exec(short.at(-1)!)![1]!;
    await writeFile(join(other, 'record.jsonl'), `${short.join('\n')}\n`);
    const note = JSON.parse(await readFile(join(other, 'head.json'), 'utf8')) as { files: Record<string, string> };
    delete note.files['record.jsonl'];
    await writeFile(join(other, 'head.json'), JSON.stringify({ ...note, lines: short.length, hash: last }));
    expect((await verified(other)).status, 'it is sound in itself').toBe(0);
    expect((await verified(other, '--head', head)).err).toContain('noted elsewhere');
  });

  test('shows a mail that was changed or is missing, and any other file', async () => {
    const names = await readFile(join(folder, 'head.json'), 'utf8');
    const mail = /"(\d+\.eml)"/.exec(names)![1]!;
    const harmed = await copy();
    await appendFile(join(harmed, mail), ' ');
    await unlink(join(harmed, 'deliveries.jsonl'));
    const { err, status } = await verified(harmed);
    expect(status).toBe(1);
    expect(err).toMatch(new RegExp(`the mail of line \\d+ is missing or was changed[^]*${mail} was changed`));
    expect(err).toContain('deliveries.jsonl is missing');
    expect((await verified(root)).err).toContain('head.json is missing');
  });

  test.each([
    `update event set actor = 'somebody'`,
    `update event set at = now()`,
    `update event set line = 1, hash = ''`,
    `update event set message_id = null, actor = 'somebody'`,
    'delete from event',
    'truncate event cascade',
  ])('is append-only: %s', async (statement) => {
    const before = await select(world.desk.database, 'select * from event order by id');
    await expect(select(world.desk.database, statement)).rejects.toThrow('append-only');
    expect(await select(world.desk.database, 'select * from event order by id')).toEqual(before);
  });

  test('of which a person was erased still verifies, and says how many lines were emptied', async () => {
    expect((await world.desk.ask('erase', 'joe@client.test', '--yes')).status).toBe(0);
    const after = join(root, 'after');
    await world.desk.ask('requests', 'export', '1001', '--out', after);
    expect(await verified(after)).toMatchObject({
      status: 0,
      out: expect.stringContaining('erased on wish: 1') as string,
    });
    expect(await readFile(join(after, 'record.jsonl'), 'utf8')).not.toContain('joe@client.test');
    // Nobody empties a line behind the desk's back.
    const lines = await linesOf(folder);
    const harmed = await copy();
    await writeFile(
      join(harmed, 'record.jsonl'),
      `${lines.with(1, lines[1]!.replace(/"actor": "[^"]*"/, '"actor": "erased"')).join('\n')}\n`,
    );
    expect((await verified(harmed)).err).toContain('line 2 was changed');
  });
});

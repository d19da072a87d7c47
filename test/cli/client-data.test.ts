import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { tidy } from '../../src/store/retention.ts';
import { answerTo } from '../support/answer.ts';
import { ingest, outbox, select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { town, type Town } from '../support/town.ts';

const SECRET = 'Zypressenweg';

/** Jane writes of her street, is answered, and eve forwards her mail once more. */
async function conversation(world: Town): Promise<void> {
  const { desk, write, letters } = world;
  write(rawMail({}, `I live in ${SECRET} 7.\n`));
  write(
    rawMail(
      { 'Return-Path': '<bob@other.test>', From: 'bob@other.test', 'Message-ID': '<b@other.test>', Subject: 'Mine' },
      'Another matter.\n',
    ),
    { from: 'bob@other.test' },
  );
  write(rawMail({}, `I live in ${SECRET} 7.\n`));
  await desk.pass();
  const [notice] = await letters('ann');
  write(await answerTo(notice!.octets, 'Ann Lee <ann@example.test>', `We will write to ${SECRET}.`), {
    from: 'ann@example.test',
  });
  await desk.pass();
}

/** Where a word stands in any column of any table. */
async function standsIn(database: string, word: string): Promise<string[]> {
  const tables = await select<{ name: string }>(
    database,
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await select(
        database,
        `select from ${pg.escapeIdentifier(name)} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0`,
        [word, Buffer.from(word).toString('hex')],
      );
      return rows.length > 0 ? [name] : [];
    }),
  );
  return found.flat().sort();
}

describe('what is kept of a client', () => {
  test('is handed over as files: the record, the mails, what was sent', async () => {
    await using world = await town();
    await conversation(world);
    const out = join(world.desk.folder, 'out');
    expect((await world.desk.ask('export', 'Jane@Client.test', '--out', out)).status).toBe(0);
    expect((await readdir(out, { recursive: true })).filter((name) => !name.endsWith('.eml')).sort()).toEqual([
      '1001',
      '1001/decisions.txt',
      '1001/deliveries.jsonl',
      '1001/head.json',
      '1001/record.jsonl',
      '1001/request.json',
      '1001/sent',
      '1001/verify.mjs',
      'mails',
    ]);
    expect(await readdir(join(out, '1001', 'sent'))).toHaveLength(2);
    expect(await readFile(join(out, '1001', 'request.json'), 'utf8')).toContain(SECRET);
  });

  test('is deleted everywhere, without a trace but a hash, and the accounting still adds up', async () => {
    await using world = await town();
    const { desk } = world;
    await conversation(world);
    expect((await standsIn(desk.database, SECRET)).length).toBeGreaterThan(2);
    expect((await desk.ask('erase', 'jane@client.test')).status, 'not without --yes').toBe(2);
    expect(await desk.ask('erase', 'jane@client.test', '--yes')).toMatchObject({ status: 0 });
    expect(await standsIn(desk.database, SECRET)).toEqual([]);
    expect(await standsIn(desk.database, 'jane@client.test')).toEqual([]);
    expect((await desk.json<{ unexplained: number }>('account'))[0]!.unexplained).toBe(0);
    expect(await desk.json('requests', 'list')).toMatchObject([{ number: 1002 }]);

    const sent = (await outbox(desk.database)).length;
    await desk.pass();
    expect(await ingest(desk.database), 'the copy in the mailbox is not taken for a new mail').toHaveLength(4);
    expect(await outbox(desk.database)).toHaveLength(sent);
    expect(await select(desk.database, "select kind from event where kind = 'erased'")).toHaveLength(1);
  });
});

describe('retention', () => {
  test('deletes what is kept no longer, once a day, and leaves what is open', async () => {
    await using world = await town({
      changes: { retention: { requests: '1 year', raw: '30 days', automatic: '30 days', outbox: '30 days' } },
    });
    const { desk, write } = world;
    await conversation(world);
    write(
      rawMail(
        { From: 'news@list.test', 'Message-ID': '<n@list.test>', 'List-Id': '<news.list.test>', Precedence: 'bulk' },
        'Buy!\n',
      ),
    );
    await desk.pass();
    await select(desk.database, "update request set state = 'closed', closed_at = now() where number = 1001");
    const read = await loadConfig(desk.file, {}, systemClock.now());
    if (!read.ok) throw new Error('the configuration is wrong');
    const { retention } = read.config;
    const inDays = (days: number) => systemClock.now().add({ hours: 24 * days });

    await select(desk.database, 'delete from fact');
    expect(await tidy(desk.app.store, retention, inDays(40))).toBe(true);
    expect(await tidy(desk.app.store, retention, inDays(40))).toBe(false);
    expect(await standsIn(desk.database, 'Buy!')).toEqual([]);
    expect(await standsIn(desk.database, SECRET), 'the record stays').toContain('message');
    expect(await standsIn(desk.database, SECRET)).not.toContain('raw_mail');
    expect(await standsIn(desk.database, SECRET)).not.toContain('delivery');
    expect(await standsIn(desk.database, 'Another matter'), 'of an open request nothing goes').toContain('raw_mail');

    await tidy(desk.app.store, retention, inDays(400));
    expect(await standsIn(desk.database, SECRET)).toEqual([]);
    expect(await desk.json('requests', 'list')).toMatchObject([{ number: 1002 }]);
    expect((await desk.json<{ unexplained: number }>('account'))[0]!.unexplained).toBe(0);
  });
});

describe('requests find', () => {
  test('finds what was written, by all of its words', async () => {
    await using world = await town();
    await conversation(world);
    expect(await world.desk.json('requests', 'find', 'zypressenweg', 'live')).toMatchObject([
      { number: 1001, client: 'jane@client.test', found: expect.stringContaining(SECRET) as string },
    ]);
    expect((await world.desk.ask('requests', 'find', 'zypressenweg', 'matter')).status).toBe(1);
  });
});

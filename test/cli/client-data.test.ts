import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { tidy } from '../../src/store/retention.ts';
import { answerTo } from '../support/answer.ts';
import { ingest, outbox, select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { town, type Letter, type Town } from '../support/town.ts';

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
    const nothing = await world.desk.ask('export', 'nobody@client.test', '--out', out);
    expect(nothing).toMatchObject({ status: 1, err: 'replydesk: nothing is kept of nobody@client.test' });
    const noMailbox = await world.desk.ask('account', '--mailbox', 'suport@example.test');
    expect(noMailbox.status).toBe(2);
    expect(noMailbox.err).toContain('there is no suport@example.test; known are');
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
    const word = 'values (\'<p@ses>\', \'["Jane@Client.test"]\', \'{"kind": "delivered"}\', now())';
    await select(desk.database, `insert into early_word (provider_id, recipients, word, at) ${word}`);
    expect((await desk.ask('erase', 'jane@client.test')).status, 'not without --yes').toBe(2);
    expect(await desk.ask('erase', 'jane@client.test', '--yes')).toMatchObject({ status: 0 });
    expect(await standsIn(desk.database, SECRET)).toEqual([]);
    expect(await standsIn(desk.database, 'jane@client.test')).toEqual([]);
    expect(await standsIn(desk.database, 'Jane@Client.test')).toEqual([]);
    expect((await desk.json<{ unexplained: number }>('account'))[0]!.unexplained).toBe(0);
    expect(await desk.json('requests', 'list')).toMatchObject([{ number: 1002 }]);

    const sent = (await outbox(desk.database)).length;
    await desk.pass();
    expect(await ingest(desk.database), 'the copy in the mailbox is not taken for a new mail').toHaveLength(4);
    expect(await outbox(desk.database)).toHaveLength(sent);
    expect(await select(desk.database, "select kind from event where kind = 'erased'")).toHaveLength(1);
  });
});

describe('asked for by mail', () => {
  const says = async (world: Town, to: Letter, words: string, from = 'Ann Lee <ann@example.test>') => {
    const address = /<(.*)>/.exec(from)?.[1] ?? '';
    world.write(await answerTo(to.octets, from, words), { from: address });
    await world.desk.pass();
    return (await world.letters('ann')).at(-1)!;
  };

  test('what is kept is handed over as a file, and deleted without a trace, each after a yes', async () => {
    await using world = await town({ strangers: ['bob@other.test'] });
    const { desk, letters } = world;
    await conversation(world);
    const [notice] = await letters('ann');
    const unknown = await says(world, notice!, '#export jimbob@other.test');
    await says(world, unknown, '#export jimbob@other.test');
    const asked = await says(world, notice!, '#export jane@client.test');
    expect(asked.message.text.replaceAll('\n', ' ')).toContain('Of jane@client.test there is: requests #1001; 1 mails');
    expect(asked.message.attachments).toEqual([]);
    world.write(await answerTo(asked.octets, 'Ann Lee <ann@example.test>', 'Yes, please'), {
      from: 'ann@example.test',
    });
    const second = await says(world, asked, 'yes');
    expect(second.message.text, 'a second yes in the same batch').toContain('Nothing was done');
    const handed = (await letters('ann')).at(-2)!;
    expect(handed.message.text).toContain('is in the attached file');
    expect(handed.message.attachments).toMatchObject([{ contentType: 'application/zip' }]);
    const files = unzipped(zipIn(handed.octets));
    expect(files.get('1001/request.json')).toContain(SECRET);
    expect([...files.keys()].filter((name) => name.startsWith('mails/'))).toHaveLength(1);

    const before = await says(world, notice!, '#erase jane@client.test');
    expect((await says(world, before, 'no')).message.text).toContain('Nothing was done.');
    expect((await says(world, before, 'yes')).message.text, 'the question was answered').toContain('Nothing was done');
    expect(await desk.json('requests', 'list')).toHaveLength(2);
    const again = await says(world, notice!, '#erase jane@client.test');
    const done = await says(world, again, 'yes');
    expect(done.message.text.replaceAll('\n', ' ')).toContain(
      'All that was kept of the person whom you named is deleted.',
    );
    expect(await standsIn(desk.database, 'jane@client.test')).toEqual([]);
    expect(await standsIn(desk.database, SECRET)).toEqual([]);
    expect(await desk.json('requests', 'list')).toMatchObject([{ number: 1002 }]);
    expect((await desk.json<{ unexplained: number }>('account'))[0]!.unexplained).toBe(0);
    expect(
      JSON.stringify(desk.log),
      'no log of the whole day holds a word, a subject, an address of hers or a secret',
    ).not.toMatch(/Zypressenweg|another matter|invoice|jane@client|a secret for tests|attached file/i);
    expect(
      await select(desk.database, "select kind, actor from event where kind in ('exported', 'erased') order by id"),
      'and who did it stands in the record',
    ).toEqual([
      { kind: 'exported', actor: 'ann@example.test' },
      { kind: 'erased', actor: 'ann@example.test' },
    ]);

    expect((await desk.ask('erase', 'bob@other.test', '--yes')).status).toBe(0);
    expect(await standsIn(desk.database, 'jimbob@other.test'), 'who is called alike is another').toContain('message');
  });

  test('by somebody who may not, in company of other commands or of nobody: nothing is done and it is said why', async () => {
    const staff = [
      { name: 'Ann Lee', address: 'ann@example.test', team: 'support', role: 'agent' },
      { name: 'Bob Roe', address: 'bob@example.test', team: 'support', role: 'admin' },
    ];
    await using world = await town({ changes: { staff } });
    world.write(rawMail());
    await world.desk.pass();
    const [notice] = await world.letters('ann');
    const refused = await says(world, notice!, '#erase jane@client.test');
    expect(refused.message.text).toContain('is for managers and admins only');
    const stolen = await says(world, refused, 'yes', 'Bob Roe <bob@example.test>');
    expect(stolen.message.text).not.toContain('is deleted');
    expect(await world.desk.json('requests', 'list')).toHaveLength(1);

    world.write(
      rawMail({ From: 'Ann Lee <ann@example.test>', 'Message-ID': '<m@x.test>' }, 'Ask maryjane@client.test.\n'),
    );
    await world.desk.pass();
    await select(
      world.desk.database,
      `insert into early_word (provider_id, recipients, word, at) values ('x', '["jane@client.test"]', '{}', now())`,
    );
    await world.desk.ask('erase', 'jane@client.test', '--yes');
    expect(
      await select(world.desk.database, "select 1 from message where text like '%maryjane@client.test%'"),
      'a longer address is somebody else',
    ).toHaveLength(1);
    expect(await select(world.desk.database, 'select 1 from early_word')).toEqual([]);
  });
});

/** What an archive holds, by name, as its directory at the end says; a wrong sum is an error. */
function unzipped(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  let at = archive.readUInt32LE(archive.length - 6);
  while (archive.readUInt32LE(at) === 0x02014b50) {
    const [sum, size, nameSize, offset] = [
      archive.readUInt32LE(at + 16),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
      archive.readUInt32LE(at + 42),
    ];
    const from = offset + 30 + archive.readUInt16LE(offset + 26);
    const octets = inflateRawSync(archive.subarray(from, from + size));
    if (crc32(octets) !== sum) throw new Error('a file of the archive is damaged');
    files.set(archive.toString('utf8', at + 46, at + 46 + nameSize), octets.toString());
    at += 46 + nameSize;
  }
  return files;
}

/** The octets of the attached archive. */
function zipIn(mail: Buffer): Buffer {
  const text = mail.toString('latin1');
  const part = text.slice(text.search(/^Content-Type: application\/zip/im));
  const [, body = ''] = part.split(/\r?\n\r?\n/s, 2);
  return Buffer.from(body.split(/\r?\n--/)[0] ?? '', 'base64');
}

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

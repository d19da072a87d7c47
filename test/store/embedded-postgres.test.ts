import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { testDatabase } from '../support/postgres.ts';

/** A folder for one test, and a desk whose database is made once: a cluster costs more than a second. */
let place: string;
let desk: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  desk = await mkdtemp(join(tmpdir(), 'replydesk embedded '));
});

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'replydesk embedded '));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(place, { recursive: true, force: true });
});

afterAll(async () => {
  await (await startEmbeddedPostgres(desk))[Symbol.asyncDispose]();
  await rm(desk, { recursive: true, force: true });
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function isRunning(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => null);
  return text !== null;
}

/** Another process that uses the folder until it is told to leave (a line on its input) or killed. */
async function otherProcess(folder: string, options: { uid?: number; gid?: number } = {}) {
  const launcher = new URL('../../src/store/embedded-postgres.ts', import.meta.url).href;
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(launcher)};
    const server = await startEmbeddedPostgres(process.argv[1]);
    console.log(server.url);
    process.stdin.once('data', async () => { await server[Symbol.asyncDispose](); process.exit(); });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...options,
  });
  children.push(child);
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, url };
}

async function leaves(child: ChildProcess): Promise<void> {
  child.stdin?.write('leave\n');
  await once(child, 'exit');
}

describe('the embedded database', () => {
  test('starts from nothing in a folder with a long name and spaces, and keeps what was written', async () => {
    const folder = join(place, 'a desk with spaces', 'x'.repeat(150), 'data');
    {
      await using server = await startEmbeddedPostgres(folder);
      await ask(server.url, "create table kept as select 'mail'::text as what");
    }
    expect(await isRunning(folder)).toBe(false);
    await using again = await startEmbeddedPostgres(folder);
    expect(await ask(again.url, 'select what from kept')).toEqual(['mail']);
  });

  test('keeps commits through a power cut and can be reached by this account only', async () => {
    await using server = await startEmbeddedPostgres(desk);
    const settings = ['fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'jit', 'data_checksums'];
    const shown = await Promise.all(settings.map((name) => ask(server.url, `show ${name}`)));
    expect(shown.flat()).toEqual(['on', 'on', 'on', '', 'off', 'on']);
    const socketFolder = decodeURIComponent(new URL(server.url).hostname);
    expect((await stat(socketFolder)).mode & 0o777).toBe(0o700);
    expect(Buffer.byteLength(join(socketFolder, '.s.PGSQL.5432'))).toBeLessThanOrEqual(107);
    await server[Symbol.asyncDispose]();
    await expect(stat(socketFolder)).rejects.toThrow('ENOENT');
  });

  test('a second user joins the same server, which lives until the last leaves', async () => {
    const first = await startEmbeddedPostgres(desk);
    const second = await otherProcess(desk);
    expect(second.url).toBe(first.url);
    await first[Symbol.asyncDispose]();
    expect(await ask(second.url, 'select 1')).toEqual([1]);
    await leaves(second.child);
    expect(await isRunning(desk)).toBe(false);
  });

  test('processes that start at once on a new folder do not fight, and clear what a killed first start left', async () => {
    const folder = join(place, 'data');
    await mkdir(join(folder, 'postgres.new-killed', 'base'), { recursive: true });
    const all = await Promise.all([otherProcess(folder), otherProcess(folder), startEmbeddedPostgres(folder)]);
    expect(new Set(all.map((user) => user.url)).size).toBe(1);
    const [one, other, here] = all;
    await Promise.all([leaves(one.child), leaves(other.child), here[Symbol.asyncDispose]()]);
    expect(await isRunning(folder)).toBe(false);
    expect((await readdir(folder)).sort()).toEqual(['postgres', 'postgres.log']);
  });

  test('leaving and arriving at the same moment ends in a server that answers', async () => {
    let user = await startEmbeddedPostgres(desk);
    for (let round = 0; round < 5; round += 1) {
      const [, next] = await Promise.all([user[Symbol.asyncDispose](), startEmbeddedPostgres(desk)]);
      expect(await ask(next.url, 'select 1')).toEqual([1]);
      user = next;
    }
    await user[Symbol.asyncDispose]();
  });

  test('a server left over from a killed process is found, used again and stopped at the end', async () => {
    const killed = await otherProcess(desk);
    await ask(killed.url, 'create table if not exists counted as select 7 as n');
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(await isRunning(desk)).toBe(true);
    {
      await using server = await startEmbeddedPostgres(desk);
      expect(server.url).toBe(killed.url);
      expect(await ask(server.url, 'select n from counted')).toEqual([7]);
    }
    expect(await isRunning(desk)).toBe(false);
  });

  test('a server whose socket lies where we cannot look is told from one that does not answer, within seconds', async () => {
    await using server = await startEmbeddedPostgres(desk);
    const socket = decodeURIComponent(/@([^/]+)\//.exec(server.url)?.[1] ?? '');
    await rename(socket, `${socket}.away`);
    try {
      await expect(startEmbeddedPostgres(desk)).rejects.toThrow(
        /its server runs \(process \d+\), but .* is not to be seen/,
      );
    } finally {
      await rename(`${socket}.away`, socket);
    }
  });

  test('a server that is killed under its user comes back at the same address with what was committed', async () => {
    await using server = await startEmbeddedPostgres(desk);
    await ask(server.url, 'create table if not exists counted as select 7 as n');
    const [pid] = (await readFile(join(desk, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    await expect
      .poll(() => ask(server.url, 'select n from counted').catch(() => 'down'), { timeout: 20_000, interval: 50 })
      .toEqual([7]);
  });

  test('the file of a dead server whose process number another program has now is no obstacle', async () => {
    await (await startEmbeddedPostgres(desk))[Symbol.asyncDispose]();
    const leftover = [process.pid, join(desk, 'postgres'), 1, 5432, '/nowhere', '', '1 1', 'ready', ''];
    await writeFile(join(desk, 'postgres', 'postmaster.pid'), leftover.join('\n'));
    await using server = await startEmbeddedPostgres(desk);
    expect(await ask(server.url, 'select 1')).toEqual([1]);
  });

  test('a cluster of another major version is refused with both versions in one line', async () => {
    const folder = join(place, 'data');
    await mkdir(join(folder, 'postgres'), { recursive: true });
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '15\n');
    await expect(startEmbeddedPostgres(folder)).rejects.toThrow(/PostgreSQL 15.*brings 18/);
  });

  test('a folder that cannot be made is named', async () => {
    await writeFile(join(place, 'file'), '');
    await expect(startEmbeddedPostgres(join(place, 'file'))).rejects.toThrow(join(place, 'file'));
  });
});

// Nobody else can start it as somebody else.
if (process.geteuid?.() === 0)
  describe('started by root', () => {
    test('runs as somebody else, even in a folder that only root may enter', async () => {
      const closed = join(place, 'closed');
      await mkdir(closed, { mode: 0o700 });
      await using server = await startEmbeddedPostgres(join(closed, 'data'));
      expect(await ask(server.url, 'select 1')).toEqual([1]);
      const { uid } = await stat(join(closed, 'data', 'postgres'));
      expect(uid).not.toBe(0);
    });

    test('an ordinary user starts his own, and root joins it', async () => {
      const folder = join(place, 'data');
      await mkdir(folder);
      for (const path of [place, folder]) await chown(path, 65_534, 65_534);
      const user = await otherProcess(folder, { uid: 65_534, gid: 65_534 });
      await using root = await startEmbeddedPostgres(folder);
      expect(root.url).toBe(user.url);
      await leaves(user.child);
      expect(await ask(root.url, 'select 1')).toEqual([1]);
    });
  });

test('every test has a database of its own, migrated once', async () => {
  const migrate = (url: string) => ask(url, 'create table migrated as select 1 as n').then(() => undefined);
  await using one = await testDatabase(migrate);
  await using other = await testDatabase(migrate);
  await ask(one.url, 'insert into migrated values (2)');
  expect(await ask(other.url, 'select n from migrated')).toEqual([1]);
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { systemClock, type Clock } from '../../src/clock.ts';
import { configuration, deskFile, mailbox, select } from '../support/desk.ts';
import { desk, diagnose, IMAP, world } from '../support/diagnose.ts';
import { testDatabase } from '../support/postgres.ts';

describe('a healthy desk', () => {
  test('every check is in order, numbered, and the exit status says so', async () => {
    await using mail = await world();
    await using database = await testDatabase();
    await using file = await deskFile(
      configuration(database.url, { imapPort: mail.imap.port, smtpPort: mail.smtpPort }),
    );
    const { status, out } = await file.ask('doctor', '--json', '--wait', '10');
    const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: (Finding & { number: number })[] };
    expect({ status, ok }).toEqual({ status: 0, ok: true });
    expect(checks.map(({ number }) => number)).toEqual(checks.map((_, index) => index + 1));
    expect(Object.fromEntries(checks.map(({ name, status }) => [name, status]))).toEqual({
      configuration: 'ok',
      database: 'ok',
      clock: 'ok',
      alarms: 'warn',
      templates: 'ok',
      [`${IMAP}: connection`]: 'ok',
      [`${IMAP}: TLS`]: 'ok',
      [`${IMAP}: sign-in`]: 'ok',
      [`${IMAP}: folder`]: 'ok',
      [`${IMAP}: Sent`]: 'ok',
      [`${IMAP}: news`]: 'ok',
      'SMTP: connection': 'ok',
      'SMTP: TLS': 'ok',
      'SMTP: sender': 'ok',
      DNS: 'skip',
      'round trip support@example.test': 'ok',
      'plus addressing support@example.test': 'ok',
    });
  });

  test('is shown to people in numbered lines with a sum', async () => {
    await using mail = await world();
    await using database = await testDatabase();
    await using file = await deskFile(
      configuration(database.url, { imapPort: mail.imap.port, smtpPort: mail.smtpPort }),
    );
    const before = await file.ask('doctor', '--no-send');
    expect(before.out).toMatch(/WARN alarms: nobody is told when the desk is in trouble/);
    // The advice, as it is given.
    expect((await file.ask('config', 'set', 'alarms.to', '[ann@example.test]')).err).toBe('');
    const spare = await file.ask('config', 'set', 'alarms.smtp', '{ host: 127.0.0.1, port: 1, tls: none }');
    expect(spare.err).toBe('');
    const shut = await file.ask('doctor', '--no-send');
    expect(shut.out).toMatch(/FAIL alarms by SMTP: connection: 127\.0\.0\.1:1/);
    await file.ask('config', 'set', 'alarms.smtp', 'null');
    const { status, out } = await file.ask('doctor', '--no-send');
    expect(status).toBe(0);
    expect(out).toMatch(/^ {2}1 ok {3}configuration: .*replydesk\.yaml is right$/m);
    expect(out).toMatch(/\d+ in order, 0 to look at, 0 to mend$/);
    expect(mail.taken).toEqual([]);
  });
});

describe('the configuration', () => {
  test('is the first check; where it is wrong, nothing else is looked at and the status is 2', async () => {
    await using file = await deskFile({ ...desk({}), secret: 'short' });
    const { status, out } = await file.ask('doctor');
    expect(status).toBe(2);
    expect(out).toMatch(/ {2}1 FAIL configuration: .*secret: is too short/);
    expect(out).toMatch(/0 in order, 0 to look at, 1 to mend/);
  });
});

describe('folders', () => {
  test('that are not there are told with those that are', async () => {
    await using mail = await world();
    const wrong = mailbox(mail.imap.port, { folder: 'Suport', sent: 'Outbox', afterwards: 'move: Done' });
    const found = await diagnose(desk({}, { mailboxes: [wrong] }));
    expect(found.get(`${IMAP}: folder`)).toMatchObject({
      status: 'fail',
      advice: 'set mailboxes[0].folder; there are: INBOX, Sent',
    });
    expect(found.get(`${IMAP}: Sent`)).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('set mailboxes[0].sent') as string,
    });
    expect(found.get(`${IMAP}: afterwards`)).toMatchObject({ status: 'fail', detail: 'there is no folder Done' });
  });
});

describe('the database', () => {
  test('that cannot be reached', async () => {
    const found = await diagnose(desk({}));
    expect(found.get('database')).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('"database"') as string,
    });
  });

  test('whose clock is apart from ours', async () => {
    await using database = await testDatabase();
    const late: Clock = { ...systemClock, now: () => systemClock.now().subtract({ minutes: 3 }) };
    const found = await diagnose({ ...desk({}), database: database.url }, { clock: late });
    expect(found.get('clock')).toMatchObject({
      status: 'warn',
      detail: expect.stringMatching(/1[78]\d s apart/) as string,
    });
  });

  test('in which our user may make nothing; the grant that is advised mends it', async () => {
    await using database = await testDatabase();
    const user = `guest_${systemClock.now().epochMilliseconds}`;
    await select(database.url, `create role ${user} login`);
    try {
      const guest = database.url.replace('postgres@', `${user}@`);
      const look = async () => (await diagnose({ ...desk({}), database: guest })).get('database');
      const found = await look();
      expect(found).toMatchObject({ status: 'fail', detail: 'this user may not make tables' });
      await select(database.url, (found?.advice ?? '').replace('this user', user));
      expect(await look()).toMatchObject({ status: 'ok' });
      await select(database.url, `revoke create on schema public from ${user}`);
    } finally {
      await select(database.url, `drop owned by ${user}`);
      await select(database.url, `drop role ${user}`);
    }
  });

  test('whose encoding cannot hold every name; another with UTF8 can', async () => {
    await using database = await testDatabase();
    const name = `ascii_${systemClock.now().epochMilliseconds}`;
    await select(database.url, `create database ${name} encoding 'SQL_ASCII' locale 'C' template template0`);
    try {
      const url = database.url.replace(/\/[^/?]+(\?|$)/, `/${name}$1`);
      expect((await diagnose({ ...desk({}), database: url })).get('database')).toMatchObject({
        status: 'fail',
        detail: 'its encoding is SQL_ASCII',
        advice: 'make a database with encoding UTF8 and name it in "database"',
      });
      expect((await diagnose({ ...desk({}), database: database.url })).get('database')).toMatchObject({ status: 'ok' });
    } finally {
      await select(database.url, `drop database ${name} with (force)`);
    }
  });

  test('in a folder is started, looked at with its disk, and stopped', async () => {
    await using file = await deskFile({ ...desk({}), database: './data' });
    const { out } = await file.ask('doctor', '--json', '--no-send');
    const { checks } = JSON.parse(out) as { checks: Finding[] };
    expect(checks.find(({ name }) => name === 'database')).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/^PostgreSQL 18\.\d+, still empty$/) as string,
    });
    expect(checks.find(({ name }) => name === 'disk')?.detail).toMatch(/GB free$/);
  });
});

test('a broken template of the firm is named with its mistake', async () => {
  await using file = await deskFile({ ...desk({}), templates: './templates' });
  await mkdir(join(file.folder, 'templates', 'en'), { recursive: true });
  await writeFile(join(file.folder, 'templates', 'layout.mjml'), '<mjml>');
  await writeFile(join(file.folder, 'templates', 'brand.yaml'), 'name: x\n');
  const { out } = await file.ask('doctor', '--json', '--no-send');
  const { checks } = JSON.parse(out) as { checks: Finding[] };
  expect(checks.filter(({ name }) => name.startsWith('templates')).map(({ status }) => status)).toEqual(['ok', 'fail']);
});

import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { ingest, openDesk, outbox, select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { startScriptedImap, type FetchScript } from '../support/scripted-imap.ts';
import { town } from '../support/town.ts';
import { until } from '../support/until.ts';

const MAILS = [1, 2, 3].map((n) =>
  rawMail({ From: `Client ${n} <client${n}@client.test>`, 'Message-ID': `<${n}@client.test>`, Subject: `Mail ${n}` }),
);

/** A desk on a mailbox of three mails whose server follows a script; what it sends is taken. */
async function deskOn(script: FetchScript) {
  await using resources = new AsyncDisposableStack();
  const imap = resources.use(await startScriptedImap(MAILS, script));
  const accounts = MAILS.map((_, index) => ({
    user: `client${index + 1}`,
    password: 'secret',
    address: `client${index + 1}@client.test`,
  }));
  const post = resources.use(await startEmbeddedMail({ accounts, clock: systemClock }));
  const desk = resources.use(await openDesk({ imapPort: imap.port, smtpPort: post.smtpPort }, { staff: [] }));
  const open = resources.move();
  return { imap, post, desk, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

const uidsOf = async (database: string) => (await ingest(database)).map((row) => row.uid);

describe('an IMAP server that fails', () => {
  test('says OK with mails missing: they are asked for again at once', async () => {
    await using world = await deskOn((uid, fetch) => (uid === 2 && fetch === 1 ? 'keep back' : 'send'));
    await world.desk.pass();
    expect(await uidsOf(world.desk.database)).toEqual([1, 2, 3]);
    expect(await outbox(world.desk.database)).toHaveLength(3);
  });

  test('lists a mail that it never hands out: the others are taken and answered, and it is told once', async () => {
    await using world = await deskOn((uid) => (uid === 2 ? 'keep back' : 'send'));
    await expect(world.desk.pass()).rejects.toThrow(/support@example\.test: .*hand out.*UID 2$/);
    expect(await uidsOf(world.desk.database)).toEqual([1, 3]);
    expect((await outbox(world.desk.database)).map((row) => row.state)).toEqual(['accepted', 'accepted']);
    await world.desk.pass();
    expect(await uidsOf(world.desk.database)).toEqual([1, 3]);
  });

  test('breaks off in the midst of a mail: nothing of it is kept, and it is taken whole afterwards', async () => {
    await using world = await deskOn((uid, fetch) => (uid === 2 && fetch === 1 ? 'break in the middle' : 'send'));
    await expect(world.desk.pass()).rejects.toThrow('support@example.test');
    expect(await uidsOf(world.desk.database)).toEqual([]);
    await world.desk.pass();
    const kept = await select<{ octets: Buffer }>(
      world.desk.database,
      'select octets from raw_mail join intake on raw_sha256 = sha256',
    );
    expect(kept.map(({ octets }) => octets.toString()).sort()).toEqual(MAILS.map(String).sort());
  });

  test('drops the connection or is away for a while: a running desk comes back by itself', async () => {
    await using world = await town();
    const { post, desk, write, letters } = world;
    await desk.app.start();
    post.imap.disconnect();
    write(rawMail());
    await until('the acknowledgement', async () => (await letters('jane')).length === 1);
  });

  test('refuses the sign-in: the pass fails with its words and without the password', async () => {
    await using world = await town();
    await using desk = await openDesk({
      imapPort: world.post.imap.port,
      smtpPort: world.post.smtpPort,
      password: 'a-wrong-password',
    });
    const failed = await desk.pass().then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(failed).toMatch(/support@example\.test: .*authentication/i);
    expect(failed).not.toContain('a-wrong-password');
  });
});

describe('a mail that ends the process', () => {
  test('is set aside with the reason when it was tried five times', async () => {
    await using world = await town();
    const { desk, write } = world;
    write(rawMail({ 'Auto-Submitted': 'auto-generated' }));
    await desk.pass();
    // As a process leaves it that dies while it decides.
    await select(
      desk.database,
      `update intake set disposition = 'waiting', reason = null, attempts = 5, lease_until = null`,
    );
    await desk.pass();
    expect(await ingest(desk.database)).toMatchObject([{ disposition: 'quarantined', reason: 'undecidable' }]);
  });
});

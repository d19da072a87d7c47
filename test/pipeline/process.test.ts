import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { keep, type KeptMail } from '../../src/store/intake.ts';
import { openFolder } from '../../src/store/folders.ts';
import { ingest } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { town, type Town } from '../support/town.ts';

let world: Town;
beforeAll(async () => (world = await town()));
afterAll(() => world[Symbol.asyncDispose]());

/** Mails as a poller keeps them, each a batch of its own. */
async function kept(...subjects: readonly string[]): Promise<KeptMail[]> {
  const now = systemClock.now();
  const place = { mailbox: 'support@example.test', folder: subjects.join(), role: 'inbox', uidvalidity: 1 } as const;
  return world.desk.app.store.transact(async (transaction) => {
    const folder = await openFolder(transaction, { ...place, goliveUid: 1, since: null }, now);
    const mails = subjects.map((subject, at) => ({
      uid: at + 1,
      internalDate: now.subtract({ seconds: at }),
      octets: rawMail({ Subject: subject, 'Message-ID': `<${subject}@client.test>` }),
    }));
    return keep(transaction, folder, mails, now, now.add({ seconds: 20 }));
  });
}

async function states(mails: readonly KeptMail[]) {
  const rows = await ingest(world.desk.database);
  return mails.map(({ rawSha256 }) => rows.find((row) => row.raw_sha256 === rawSha256)?.disposition);
}

describe('batches of one mailbox', () => {
  test('are decided on in their order, however soon a later one is read', async () => {
    const { pipeline } = world.desk.app;
    const mails = await kept('first', 'second');
    const [first, second] = mails.map((mail) => [mail]);
    const before = Promise.withResolvers<undefined>();
    const later = pipeline.process(second ?? [], before.promise);
    await pipeline.process(first ?? []);
    expect(await states(mails)).toEqual(['filed', 'waiting']);
    before.resolve(undefined);
    await later;
    expect(await states(mails)).toEqual(['filed', 'filed']);
  });

  test('wait to be taken up in order where the one before could not be decided on', async () => {
    const { pipeline } = world.desk.app;
    const mails = await kept('third');
    await expect(pipeline.process(mails, Promise.reject(new Error('the database is away')))).rejects.toThrow('away');
    expect(await states(mails)).toEqual(['waiting']);
  });
});

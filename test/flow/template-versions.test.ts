import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { parse } from '../../src/ingest/parse.ts';
import { configuration, deskFile, select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { startRunning } from '../support/running.ts';
import { testStore } from '../support/store.ts';
import { town, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const ACCOUNTS = [
  { user: 'support', password: 'secret', address: 'support@example.test' },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
];
const ACKNOWLEDGEMENT = 'en/acknowledgement.mjml';
const THANKS = 'Thank you for your message.';

let written = 0;
/** Somebody new asks; the text of his acknowledgement. */
async function acknowledged(world: Town): Promise<string> {
  written += 1;
  const before = (await world.letters('jane')).length;
  world.write(rawMail({ 'Message-ID': `<question-${written}@client.test>`, Subject: `Question ${written}` }));
  await world.desk.pass();
  const letters = await world.letters('jane');
  expect(letters).toHaveLength(before + 1);
  return letters.at(-1)!.message.text;
}

async function edit(folder: string, file: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(folder, file), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(folder, file), text.replaceAll(from, to));
}

/** Pulls, changes the greeting, pushes and publishes. */
async function publishThanks(world: Town, from: string, to: string): Promise<void> {
  const folder = join(world.desk.folder, 'templates');
  for (const words of [
    ['pull', folder],
    ['push', folder],
    ['publish', 'acknowledgement', '--note', `Say "${to}"`],
  ]) {
    if (words[0] === 'push') await edit(folder, ACKNOWLEDGEMENT, from, to);
    const ran = await world.desk.ask('templates', ...words);
    expect(ran, ran.err + ran.out).toMatchObject({ status: 0 });
  }
}

const templatesUsed = async (world: Town) =>
  (
    await select<{ template: string }>(
      world.desk.database,
      `select template from delivery where kind = 'acknowledgement' order by id`,
    )
  ).map((row) => row.template);

describe('a template that was published', () => {
  test(
    'is in the next acknowledgement of another process, and in none after it was rolled back',
    { timeout: 90_000 },
    async () => {
      await using resources = new AsyncDisposableStack();
      const post = resources.use(await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock }));
      const database = resources.use(await testStore());
      const servers = { imapPort: post.imap.port, smtpPort: post.smtpPort };
      const desk = resources.use(
        await deskFile(configuration(database.url, servers, { staff: [], budgets: { unknownPerDay: 100 } })),
      );
      const running = resources.use(startRunning(desk.file));
      await running.ready();
      const inbox = () => post.imap.folder('jane', 'INBOX').messages;
      const answered = async (number: number): Promise<string> => {
        const octets = rawMail({ 'Message-ID': `<${number}@client.test>`, Subject: `Question ${number}` });
        post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, octets);
        await until('an acknowledgement arrives', () => inbox().length === number, { seconds: 20 });
        return (await parse(Buffer.from(inbox().at(-1)!.raw, 'latin1'))).text;
      };
      expect(await answered(1)).toContain(THANKS);

      const folder = join(desk.folder, 'git');
      await desk.ask('templates', 'pull', folder);
      await edit(folder, ACKNOWLEDGEMENT, THANKS, 'How good that you write.');
      expect(await desk.ask('templates', 'push', folder)).toMatchObject({ status: 0 });
      expect(await answered(2), 'a draft changes nothing').toContain(THANKS);
      expect(await desk.ask('templates', 'publish', 'acknowledgement', '--note', 'Warmer')).toMatchObject({
        status: 0,
      });
      expect(await answered(3)).toContain('How good that you write.');

      expect(await desk.ask('templates', 'rollback', 'acknowledgement', '--by', 'ann@example.test')).toMatchObject({
        status: 0,
      });
      expect(await answered(4)).toContain(THANKS);
      const history = await desk.json<{ version: number; by: string; note: string; inForce: boolean }>(
        'templates',
        'history',
        'acknowledgement',
      );
      expect(history).toMatchObject([
        { version: 2, by: 'ann@example.test', inForce: true, source: 'the file' },
        { version: 1, note: 'Warmer', inForce: false, source: 'mjml' },
      ]);
    },
  );

  test('is named in each delivery that it worded', async () => {
    await using world = await town();
    await acknowledged(world);
    await publishThanks(world, THANKS, 'We thank you.');
    expect(await acknowledged(world)).toContain('We thank you.');
    const [shipped, published] = await templatesUsed(world);
    expect(shipped).toMatch(/^[0-9a-f]{12}$/);
    expect(published).toMatch(/^1-[0-9a-f]{12}$/);
  });

  test('is told from the files by list and render, and the doctor looks at it, too', async () => {
    await using world = await town();
    await publishThanks(world, THANKS, 'We thank you.');
    const { desk } = world;
    expect((await desk.ask('templates', 'list')).out).toMatch(/^acknowledgement .* {2}published: en \(version 1\)$/m);
    const rendered = (await desk.ask('templates', 'render', 'acknowledgement')).out;
    expect(rendered).toMatch(/^--- en\/acknowledgement: version 1, published by /);
    expect(rendered).toContain('We thank you.');
    expect((await desk.ask('templates', 'render', 'answer')).out).toMatch(/^--- en\/answer: the file;/);

    const doctor = async () => {
      const { checks } = JSON.parse((await desk.ask('doctor', '--json', '--no-send')).out) as {
        checks: { name: string; status: string; detail: string; advice: string | null }[];
      };
      return checks.find(({ name }) => /^template.* published/.test(name));
    };
    expect(await doctor()).toMatchObject({ status: 'ok', detail: '1 sound: en/acknowledgement' });
    // A placeholder that a new version of the program does not know any more.
    await select(
      desk.database,
      `update template_version set source = replace(source, 'request.number', 'request.nubmer')`,
    );
    const found = await doctor();
    expect(found).toMatchObject({
      name: 'template en/acknowledgement, published as version 1',
      status: 'fail',
      detail: expect.stringMatching(/^line \d+: There is no placeholder "request\.nubmer"/) as string,
    });
    const [command = ''] = /templates rollback \S+ --locale \w+/.exec(found?.advice ?? '') ?? [];
    expect(await desk.ask(...command.split(' '))).toMatchObject({ status: 0 });
    expect(await doctor(), 'the file is in force again').toBeUndefined();
  });

  test('falls back to the one before when it fails at sending, then to the shipped one, with an alarm', async () => {
    await using world = await town();
    await publishThanks(world, THANKS, 'The first wording.');
    await publishThanks(world, 'The first wording.', 'The second wording.');
    expect(await acknowledged(world)).toContain('The second wording.');

    // Nothing that is broken can be published; a database can still be spoilt.
    const spoil = async (number: number): Promise<void> => {
      await world.desk.app.store.alone((database) =>
        database
          .updateTable('template_version')
          .set({ compiled: JSON.stringify({ version: 'spoilt', subject: '{{ x', html: null, words: '' }) } as never)
          .where('number', '=', number)
          .execute(),
      );
      await touch(world);
    };
    const alarms = () => world.desk.log.filter((entry) => entry['msg'] === 'template fell back');
    await spoil(2);
    expect(await acknowledged(world)).toContain('The first wording.');
    expect(alarms()).toMatchObject([{ template: 'acknowledgement', reasons: [expect.stringContaining('2-spoilt')] }]);
    await spoil(1);
    expect(await acknowledged(world)).toContain(THANKS);
    expect(alarms()).toHaveLength(2);
    expect((await templatesUsed(world)).at(-1)).toMatch(/^[0-9a-f]{12}$/);
  });
});

/** Another template is published: the desk looks again at all of them. */
async function touch(world: Town): Promise<void> {
  const folder = join(world.desk.folder, `touch-${written}`);
  await world.desk.ask('templates', 'pull', folder);
  await appendFile(join(folder, 'en/welcome.md'), `\nP.S. ${written}\n`);
  await world.desk.ask('templates', 'push', folder);
  expect(await world.desk.ask('templates', 'publish', 'welcome')).toMatchObject({ status: 0 });
}

describe('templates push and publish', () => {
  test('refuse what is broken, and name the line', async () => {
    await using world = await town();
    const folder = join(world.desk.folder, 'templates');
    await world.desk.ask('templates', 'pull', folder);
    expect(await readdir(join(folder, 'de'))).toContain('holding.md');
    await edit(folder, 'en/holding.md', '{{ client.firstName }}', '{{ clinet.firstName }}');
    const pushed = await world.desk.ask('templates', 'push', folder);
    expect(pushed.status).toBe(1);
    expect(pushed.out).toContain(
      'en/holding.md:6: error: There is no placeholder "clinet.firstName". Did you mean "client.firstName"?',
    );
    const published = await world.desk.ask('templates', 'publish', 'holding');
    expect(published).toMatchObject({ status: 1, err: 'en/holding.md: not published' });
    expect(await world.desk.json('templates', 'history', 'holding')).toEqual([]);
  });

  test('notice what somebody else published since the pull, and a draft that somebody else began', async () => {
    await using world = await town();
    const [mine, hers] = [join(world.desk.folder, 'mine'), join(world.desk.folder, 'hers')];
    for (const folder of [mine, hers]) await world.desk.ask('templates', 'pull', folder);
    await edit(mine, 'en/update.md', 'Kind regards', 'Cheers');
    await edit(hers, 'en/update.md', 'Kind regards', 'Yours');
    await world.desk.ask('templates', 'push', hers, '--by', 'ann@example.test');
    const second = await world.desk.ask('templates', 'push', mine, '--by', 'bob@example.test');
    expect(second).toMatchObject({
      status: 1,
      err: expect.stringContaining('ann@example.test has begun a draft') as string,
    });
    await world.desk.ask('templates', 'publish', 'update', '--by', 'ann@example.test');
    await world.desk.ask('templates', 'push', mine, '--by', 'bob@example.test');
    const late = await world.desk.ask('templates', 'publish', 'update', '--by', 'bob@example.test');
    expect(late).toMatchObject({
      status: 1,
      err: expect.stringContaining('ann@example.test has published version 1 since') as string,
    });
  });
});

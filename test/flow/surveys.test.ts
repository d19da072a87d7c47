import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { answerTo } from '../support/answer.ts';
import { openBrowser } from '../support/browser.ts';
import { select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { shown, town, type Letter, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const ANN = 'Ann Lee <ann@example.test>';
const STAFF = [
  { name: 'Ann Lee', address: 'ann@example.test', team: 'support' },
  { name: 'Bob Ray', address: 'bob@example.test', team: 'management', role: 'manager' },
];
const PICTURES = process.env['REPLYDESK_PICTURES'];

type Feedback = {
  readonly feedback: string;
  readonly negative: boolean;
  readonly score: number | null;
  readonly by: string;
  readonly comment?: string;
};

let folder: string;
let world: Town;
let days = 0;
let matters = 0;
const clock: Clock = {
  now: () => Temporal.Instant.from('2026-02-02T09:00:00Z').add({ hours: 24 * days }),
  monotonic: () => performance.now(),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replydesk-surveys-'));
  // Procedure E asks how we did; this firm also answers criticism within a day, as D does.
  const written = await readFile(join(import.meta.dirname, '..', '..', 'policies', 'e.yaml'), 'utf8');
  const rule = 'feedback: { within: 1 business day, warnBefore: 2 business hours, to: manager }';
  const policy = join(folder, 'own.yaml');
  await writeFile(policy, written.replace('feedback: none', rule));
  const port = await freePort();
  world = await town({
    clock,
    changes: {
      staff: STAFF,
      policy,
      admin: { listen: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}` },
      budgets: { unknownPerDay: 100 },
    },
  });
  await world.desk.app.start();
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  await using server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

/** A matter that was solved and closed in silence: its number, the client, and the closing mail with the survey. */
async function closed(client = 'jane@client.test'): Promise<{ number: number; closure: Letter }> {
  matters += 1;
  const subject = `Matter ${matters}`;
  const tag = crypto.randomUUID();
  world.write(rawMail({ From: `Jane Doe <${client}>`, Subject: subject, 'Message-ID': `<${tag}@client.test>` }));
  const notice = await letter('ann', (one) => one.message.subject.includes(subject));
  world.write(await answerTo(notice.octets, ANN, '#resolve\n\nIt is corrected.'), { from: 'ann@example.test' });
  await letter('jane', (one) => one.message.subject.includes(subject) && one.message.text.includes('corrected'));
  const closure = await until('it is closed in silence', async () => {
    days += 4;
    await world.desk.app.clockwork.runOnce();
    return (await world.letters('jane')).find(
      ({ message }) => message.subject.includes(subject) && message.text.includes('closed your request'),
    );
  });
  return { number: numberOf(closure), closure };
}

const numberOf = ({ message }: Letter): number => Number(/\[#(\d+)\]/.exec(message.subject)?.[1]);

const letter = (user: 'jane' | 'ann' | 'bob', which: (one: Letter) => boolean): Promise<Letter> =>
  until('a letter', async () => (await world.letters(user)).find(which));

const feedback = async (number: number): Promise<Feedback[]> =>
  (
    await select<{ data: Feedback }>(
      world.desk.database,
      `select data from event where request_number = $1 and kind = 'feedback' order by id`,
      [number],
    )
  ).map(({ data }) => data);

const linksIn = ({ message }: Letter): string[] => message.text.match(/http:\/\/127\.0\.0\.1[^\s)>\]]+/g) ?? [];

describe('how did we do', () => {
  test('one click leads to a page; only its button counts, once, whatever scanners and others do', async () => {
    const { number, closure } = await closed();
    const links = linksIn(closure);
    expect(links.map((link) => /choice=(\w+)/.exec(link)?.[1])).toEqual(['good', 'fair', 'poor']);

    // A mail scanner opens every link, twice, and looks only at the headers of some.
    for (const link of [...links, ...links]) expect((await fetch(link)).status).toBe(200);
    expect((await fetch(links[0]!, { method: 'HEAD' })).status).toBe(200);
    expect(await feedback(number)).toEqual([]);
    // Another page of the same browser sends the form; a forged link is worth nothing.
    const body = new URLSearchParams({ choice: 'poor' });
    expect((await fetch(links[0]!, { method: 'POST', body, headers: { origin: 'https://evil.test' } })).status).toBe(
      403,
    );
    const forged = links[0]!.replace(/survey\/.{5}/, 'survey/aaaaa');
    expect((await fetch(forged, { method: 'POST', body, headers: { origin: new URL(forged).origin } })).status).toBe(
      404,
    );
    expect(await feedback(number)).toEqual([]);

    await using browser = await openBrowser({ width: 390 });
    const page = await browser.context.newPage();
    const answer = await page.goto(links[2]!);
    expect(answer!.headers()['content-security-policy']).toContain("default-src 'self'");
    expect(answer!.headers()['set-cookie']).toBeUndefined();
    expect(await page.locator('input:checked').inputValue()).toBe('poor');
    expect(await page.locator('html').innerText()).not.toMatch(/Matter|Jane|jane@/);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    if (PICTURES) await page.screenshot({ path: join(PICTURES, 'survey.png') });
    await page.getByLabel('Would you like to say more?').fill('You were too slow. <script>alert(1)</script>');
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await page.locator('h1').innerText()).toContain('Thank you');
    if (PICTURES) await page.screenshot({ path: join(PICTURES, 'thanks.png') });
    expect(await browser.context.cookies()).toEqual([]);
    const counted = [{ score: 1, negative: true, by: 'page', comment: 'You were too slow. <script>alert(1)</script>' }];
    expect(await feedback(number)).toMatchObject(counted);

    // Whoever had it reads it, and the manager whom the policy names hears of it.
    const told = await letter('ann', (one) => one.message.text.includes('rates our work 1 of 5'));
    expect(told.message.text).toContain('You were too slow.');
    await letter('bob', (one) => one.message.text.includes('Negative feedback'));
    expect(await shown(world.desk, number)).toMatchObject({ state: 'closed' });

    // Voting again, by page or by mail, changes nothing.
    await page.goto(links[0]!);
    expect(await page.locator('h1').innerText()).toContain('already');
    const again = new URLSearchParams({ choice: 'good' });
    await fetch(links[0]!, { method: 'POST', body: again, headers: { origin: new URL(links[0]!).origin } });
    expect(await feedback(number)).toMatchObject(counted);

    // Nobody is asked twice within a month.
    const next = await closed();
    expect(linksIn(next.closure)).toEqual([]);
    expect(next.closure.message.text).not.toContain('How did we do');
    days += 31;
  }, 30_000);

  test('a reply of one word or number counts and opens nothing again; more words are read by staff', async () => {
    const { number, closure } = await closed();
    const jane = 'Jane Doe <jane@client.test>';
    const stranger = await answerTo(closure.octets, 'Mallory <mallory@evil.test>', '1');
    world.write(stranger, { from: 'mallory@evil.test' });
    world.write(await answerTo(closure.octets, jane, 'Good'));
    await until('it is counted', async () => (await feedback(number)).length > 0);
    expect(await feedback(number)).toMatchObject([{ feedback: 'positive', score: 4, negative: false, by: 'reply' }]);
    expect(await shown(world.desk, number)).toMatchObject({ state: 'closed' });

    world.write(await answerTo(closure.octets, jane, '1', { 'Message-ID': '<once.more@client.test>' }));
    await until('the next mail is decided on', async () => (await shown(world.desk, number)).state === 'open');
    expect(await feedback(number), 'the second is an ordinary mail').toHaveLength(1);

    days += 31;
    const second = await closed();
    world.write(await answerTo(second.closure.octets, jane, '2/5\n\nIt is broken again, this is unacceptable.'));
    await letter('ann', (one) => one.message.text.includes('It is broken again'));
    expect(await feedback(second.number)).toMatchObject([{ score: 2, negative: true, by: 'reply' }]);
    expect(await shown(world.desk, second.number)).toMatchObject({ state: 'open' });
    await letter(
      'bob',
      (one) => one.message.text.includes('Negative feedback') && one.message.subject.includes(`#${second.number}`),
    );
  }, 30_000);

  test('criticism in any mail is feedback, and whom the policy names is told', async () => {
    world.write(
      rawMail(
        { Subject: 'Complaint', 'Message-ID': '<complaint@client.test>' },
        'I am very disappointed with your service.\n',
      ),
    );
    const number = numberOf(await letter('ann', (one) => one.message.subject.startsWith('Complaint')));
    await until('it is counted', async () => (await feedback(number)).length > 0);
    expect(await feedback(number)).toMatchObject([{ feedback: 'constructive', negative: true, by: 'mail' }]);
    await letter(
      'bob',
      (one) => one.message.text.includes('Negative feedback') && one.message.subject.includes(`#${number}`),
    );
  });
});

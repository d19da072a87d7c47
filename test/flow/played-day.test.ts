import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { parse } from '../../src/ingest/parse.ts';
import { headerValue } from '../../src/requests/message.ts';
import { answerTo } from '../support/answer.ts';
import { ingest, outbox, select } from '../support/desk.ts';
import { rawMail, type Fields } from '../support/mail.ts';
import { answerBy, PROGRAMS } from '../support/mail-programs.ts';
import { town, type Letter, type Town } from '../support/town.ts';

/**
 * A day of a desk with three staff and thirty requests, by mail alone, without one look at a page. What is counted: genuine staff
 * mails that were held without need, words of clients that no staff member got, answers that did not arrive once, and clients whom
 * a budget left without a word.
 */
const SEED = 20_260_202;
const REQUESTS = 30;
const PEOPLE = [
  { name: 'Ann Lee', address: 'ann@example.test', also: ['ann.lee@private.test'], team: 'support', role: 'lead' },
  { name: 'Bob Ray', address: 'bob@example.test', team: 'support' },
  { name: 'Cleo Moe', address: 'cleo@example.test', team: 'support' },
] as const;
const CLIENTS = Array.from({ length: 24 }, (_, n) => ({
  name: `Client ${'ABCDEFGHIJKLMNOPQRSTUVWX'[n]!}`,
  address: `c${n}@firm${n % 9}.test`,
}));

/** Mulberry32: the same day every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Said = { readonly by: string; readonly to: string; readonly nonce: string };

/** What was written in the day, with a word of its own each. */
type Day = { readonly clients: Said[]; readonly answers: Said[]; staffMails: number };

type Counts = {
  readonly staffMails: number;
  readonly held: number;
  readonly lost: number;
  readonly notOnce: number;
  readonly unanswered: number;
};

async function counted({ desk, post }: Town, day: Day): Promise<Counts> {
  const rows = await ingest(desk.database);
  const held = rows.filter(({ disposition, reason }) => disposition === 'quarantined' && reason !== 'spam').length;
  const arrived = await Promise.all(
    post.taken.map(async ({ to, octets }) => ({ to, text: (await parse(octets)).text })),
  );
  const told = arrived.filter(({ to }) => to.some((address) => address.endsWith('@example.test')));
  const lost = day.clients.filter(({ nonce }) => !told.some(({ text }) => text.includes(nonce)));
  const notOnce = day.answers.filter(
    ({ to, nonce }) => arrived.filter((mail) => mail.to.includes(to) && mail.text.includes(nonce)).length !== 1,
  );
  const silenced = await select(
    desk.database,
    `select 1 from delivery where kind = 'acknowledgement' and state = 'suppressed' and combined_in is null
        and reasons @> '[{"code": "budget"}]' or reasons @> '[{"code": "storm"}]'`,
  );
  return { staffMails: day.staffMails, held, lost: lost.length, notOnce: notOnce.length, unanswered: silenced.length };
}

function report(title: string, { staffMails, held, lost, notOnce, unanswered }: Counts): void {
  console.log(
    `${title}: ${staffMails} staff mails, held without need ${held} (${((100 * held) / staffMails).toFixed(1)} %), client words lost ${lost}, ` +
      `answers not arrived once ${notOnce}, clients unanswered by a budget ${unanswered}`,
  );
}

describe('a day of the desk', () => {
  let world: Town;
  let minutes = 0;
  const clock: Clock = {
    now: () => Temporal.Instant.from('2026-02-02T07:00:00Z').add({ minutes }),
    monotonic: () => performance.now(),
  };
  beforeAll(async () => {
    world = await town({
      clock,
      strangers: ['cleo@example.test', ...CLIENTS.map(({ address }) => address)],
      changes: { staff: PEOPLE, calendar: { timeZone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } } },
    });
  }, 60_000);
  afterAll(() => world[Symbol.asyncDispose]());

  test('three staff, thirty requests, by mail alone', async () => {
    const random = seeded(SEED);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const day: Day = { clients: [], answers: [], staffMails: 0 };
    let words = 0;
    const word = (): string => `w${SEED}x${(words += 1)}z`;
    const { desk, write } = world;
    const arrivals = Array.from({ length: REQUESTS }, (_, n) => ({ at: Math.floor(random() * 480), n })).toSorted(
      (a, b) => a.at - b.at,
    );
    const seen = new Set<string>();
    const unread = async (mailbox: 'ann' | 'bob' | 'strangers', address: string): Promise<Letter[]> =>
      (await world.letters(mailbox)).filter(({ message }) => {
        const key = `${address} ${message.messageId ?? ''}`;
        const isNew = message.to.some((to) => to.address === address) && !seen.has(key);
        if (isNew) seen.add(key);
        return isNew;
      });

    const clientWrites = (client: { name: string; address: string }, octets: Buffer, nonce: string): void => {
      day.clients.push({ by: client.address, to: 'support@example.test', nonce });
      write(octets, { from: client.address });
    };
    const staffWrites = (member: (typeof PEOPLE)[number], octets: Buffer): void => {
      day.staffMails += 1;
      write(octets, { from: member.address });
    };
    /** The ways in which people answer; each says whom it reaches with its word. */
    const WAYS: readonly ((notice: Letter, from: string, nonce: string, client: string) => Promise<Buffer>)[] = [
      (notice, from, nonce) => answerTo(notice.octets, from, `It is done, ${nonce}.`),
      (notice, from, nonce) => answerTo(notice.octets, from, `#take\n\nI am looking into it, ${nonce}.`),
      (notice, from, nonce) => answerTo(notice.octets, from, `#resolve\n\nSolved now, ${nonce}.`),
      (notice, from, nonce) =>
        answerTo(notice.octets, from, `#next-update tomorrow 10:00\n\nIt takes a day, ${nonce}.`),
      (notice, from, nonce) =>
        answerTo(notice.octets, from, `#prio high\n#wait until friday\n\nWe wait for the part, ${nonce}.`),
      (notice, from, nonce) => answerTo(notice.octets, from, `#1 on your list is done, ${nonce}.\n\nRegards\nUs`),
      (notice, from, nonce, client) =>
        answerTo(notice.octets, from, `Straight to you, ${nonce}.`, {
          To: client,
          Cc: notice.message.replyTo[0]!.address,
        }),
    ];

    const work = async (index: number): Promise<void> => {
      const member = PEOPLE[index]!;
      const mailbox = (['ann', 'bob', 'strangers'] as const)[index]!;
      for (const notice of await unread(mailbox, member.address)) {
        const number = Number(/\[#(\d+)\]/.exec(notice.message.subject)?.[1] ?? Number.NaN);
        // One look decides whose it is; the others leave it alone.
        const isMine = number % PEOPLE.length === index && notice.message.text.includes('w2026');
        if (!isMine || headerValue(notice.message, 'auto-submitted') !== 'auto-generated') continue;
        const client = /\(([^()\s]+@firm\d\.test)\)/.exec(notice.message.text)?.[1];
        if (client === undefined || seen.has(`answered ${notice.message.text}`)) continue;
        const nonce = word();
        const from =
          member.address === 'ann@example.test' && random() < 0.3
            ? 'Ann Lee <ann.lee@private.test>'
            : `${member.name} <${member.address}>`;
        const way = pick(WAYS);
        const octets = await way(notice, from, nonce, client);
        if (way === WAYS.at(-1)) world.post.deliver({ from: member.address, to: [client] }, octets);
        else day.answers.push({ by: member.address, to: client, nonce });
        staffWrites(member, octets);
        if (random() < 0.3) staffWrites(member, await answerTo(notice.octets, from, `#note\nFor us only, ${word()}.`));
      }
    };

    const readAsClients = async (): Promise<void> => {
      for (const client of CLIENTS)
        for (const mail of await unread('strangers', client.address)) {
          const isAnswer = headerValue(mail.message, 'auto-submitted') === null;
          if (!isAnswer || random() > 0.5) continue;
          const nonce = word();
          const text = pick(['Thank you, and one more question:', 'That did not help:', 'And when?']);
          clientWrites(
            client,
            await answerTo(mail.octets, `${client.name} <${client.address}>`, `${text} ${nonce}`),
            nonce,
          );
        }
    };

    for (; minutes <= 600; minutes += 20) {
      for (const { n } of arrivals.filter(({ at }) => at >= minutes && at < minutes + 20)) {
        const client = CLIENTS[n % CLIENTS.length]!;
        const nonce = word();
        const fields: Fields = {
          From: `${client.name} <${client.address}>`,
          'Return-Path': null,
          Subject: pick(['The invoice', 'Our delivery', 'Cannot sign in', 'A question', 'Urgent: printer on fire']),
          'Message-ID': `<${n}.${SEED}@${client.address.split('@')[1]!}>`,
          Date: null,
        };
        clientWrites(client, rawMail(fields, `Hello,\n\nplease help with this: ${nonce}\n\n${client.name}\n`), nonce);
      }
      await desk.pass();
      for (const index of PEOPLE.keys()) if (random() < 0.7 || minutes > 500) await work(index);
      if (minutes % 60 === 0 && minutes < 480) await readAsClients();
    }
    await desk.pass();

    const counts = await counted(world, day);
    report('played day', counts);
    expect(day.clients.length).toBeGreaterThanOrEqual(REQUESTS);
    expect(counts.staffMails).toBeGreaterThanOrEqual(REQUESTS);
    expect(counts.held / counts.staffMails).toBeLessThanOrEqual(0.005);
    expect(counts).toMatchObject({ lost: 0, notOnce: 0, unanswered: 0 });
    const heard = new Set(
      (await outbox(desk.database)).filter(({ state }) => state === 'accepted').map(({ rcpt }) => rcpt),
    );
    expect(CLIENTS.filter(({ address }) => !heard.has(address))).toEqual([]);
  }, 60_000);
});

test('the same counting over the answers of every mail program', async () => {
  await using world = await town({ changes: { staff: PEOPLE.slice(0, 1), budgets: { unknownPerDay: 1_000 } } });
  const day: Day = { clients: [], answers: [], staffMails: 0 };
  for (const [index, program] of PROGRAMS.entries())
    for (const [turn, commands] of [[], ['#take'], ['#resolve'], ['#priority high', '#wait until friday']].entries()) {
      const nonce = `n${index}q${turn}z`;
      const id = `<${nonce}@client.test>`;
      world.write(rawMail({ Subject: `Matter ${nonce}`, 'Message-ID': id }, `About ${nonce}, please.\n`));
      day.clients.push({ by: 'jane@client.test', to: 'support@example.test', nonce });
      await world.desk.pass();
      const notice = (await world.letters('ann')).findLast(({ message }) => message.subject.includes(nonce))!;
      day.staffMails += 1;
      world.write(await answerBy(program, notice.octets, { commands }), { from: 'ann@example.test' });
    }
  await world.desk.pass();
  const counts = await counted(world, day);
  report('mail programs', counts);
  const answers = (await outbox(world.desk.database)).filter(({ kind }) => kind === 'answer');
  expect(answers).toHaveLength(day.staffMails);
  expect(counts).toMatchObject({ held: 0, lost: 0, unanswered: 0 });
}, 60_000);

import { parse } from '../../src/ingest/parse.ts';
import { select } from './desk.ts';
import { rawMail } from './mail.ts';
import { town, type Letter, type Town } from './town.ts';

/** What the trusted server writes above a mail whose sender it has checked. */
export const proven = (domain: string): string => `mx.example.test; dmarc=pass header.from=${domain}`;
export const disproven = (domain: string): string => `mx.example.test; dmarc=fail header.from=${domain}`;
export const UNCHECKED = 'mx.example.test; spf=none smtp.mailfrom=nowhere.test; dkim=none';

/** What the client wrote that nobody else may read. */
export const SECRET = 'My PIN is sesame-4711.';

/** A mail of ours, as the next server got it. */
export type Sent = Letter & {
  readonly kind: string;
  readonly rcpt: string;
  /** The bytes, and what they show: where a word may not be, it is in neither. */
  readonly whole: string;
};

/** What became of an attack. */
export type Outcome = {
  /** Every mail that it set off, in order. */
  readonly sent: readonly Sent[];
  readonly fate: Fate;
};

/** The same in words that a test can compare. */
export type Fate = {
  /** `quarantined: not-proven`, one a mail. */
  readonly placed: readonly string[];
  /** `confirmation to ann@example.test`, one a mail of ours. */
  readonly mails: readonly string[];
  /** Numbers of the requests that it opened. */
  readonly opened: readonly number[];
  /** Who takes part, state, owner, priority and deadlines of the attacked request, where anything of it changed. */
  readonly moved: { readonly before: string; readonly after: string } | null;
};

/**
 * A desk that is attacked. Jane, who is proven, has told it a secret in request 1001; Ann and Bob hold notices of it. The server that
 * receives its mail checks senders.
 */
export type Besieged = AsyncDisposable & {
  readonly world: Town;
  readonly noticeToAnn: Letter;
  readonly noticeToBob: Letter;
  readonly acknowledgement: Letter;
  attack(
    mails: Buffer | readonly Buffer[],
    envelope?: { readonly from?: string; readonly to?: string },
  ): Promise<Outcome>;
};

export const STAFF = [
  { name: 'Ann Lee', address: 'ann@example.test', team: 'support', role: 'lead' },
  { name: 'Bob Ray', address: 'bob@example.test', team: 'support' },
];

/** Whose addresses exist, so that what goes to them arrives. */
const STRANGERS = [
  'mallory@evil.test',
  'victim@elsewhere.test',
  'joe@partner.test',
  'kim@partner.test',
  'ann@examp1e.test',
  'ann@exаmple.test',
  'ann.lee@evil.test',
];

export async function besieged(options: Parameters<typeof town>[0] = {}): Promise<Besieged> {
  await using resources = new AsyncDisposableStack();
  const world = resources.use(
    await town({
      strangers: STRANGERS,
      ...options,
      changes: {
        staff: STAFF,
        trustedAuthservId: 'mx.example.test',
        budgets: { unauthenticatedPerDay: 1000, authenticatedPerThreeHours: 1000 },
        ...options.changes,
      },
    }),
  );
  const { desk, write, letters } = world;
  write(
    rawMail({ 'Authentication-Results': proven('client.test'), 'Message-ID': '<secret@client.test>' }, `${SECRET}\n`),
  );
  await desk.pass();
  const [[noticeToAnn], [noticeToBob], [acknowledgement]] = await Promise.all([
    letters('ann'),
    letters('bob'),
    letters('jane'),
  ]);
  if (!noticeToAnn || !noticeToBob || !acknowledgement) throw new Error('the desk did not start as it should');
  const open = resources.move();
  return {
    world,
    noticeToAnn,
    noticeToBob,
    acknowledgement,
    async attack(mails, { from = 'mallory@evil.test', to } = {}) {
      const before = await condition(desk.database);
      for (const octets of [mails].flat()) write(octets, { from, ...(to === undefined ? {} : { to }) });
      await desk.pass();
      const outcome = await outcomeSince(desk.database, before);
      // The next attack comes later: nobody is asked more than ten times in an hour.
      await select(desk.database, `update question set asked_at = asked_at - interval '2 hours'`);
      return outcome;
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

type Condition = {
  readonly intake: number;
  readonly delivery: number;
  readonly number: number;
  readonly request: string;
};

async function condition(database: string): Promise<Condition> {
  const [row] = await select<Condition>(
    database,
    `select (select coalesce(max(id), 0) from intake) as intake, (select coalesce(max(id), 0) from delivery) as delivery,
            (select coalesce(max(number), 0) from request) as number,
            (select concat(state, ' ', priority, ' ', owner, ' ', team,
               (select string_agg(concat(' ', role, ':', address), '' order by address) from participant where request_number = 1001),
               (select string_agg(concat(' ', kind, ':', state), '' order by id) from deadline
                 where request_number = 1001 and kind <> 'clockwork'))
               from request where number = 1001) as request`,
  );
  return row!;
}

async function outcomeSince(database: string, before: Condition): Promise<Outcome> {
  const after = await condition(database);
  const placed = await select<{ placed: string }>(
    database,
    `select concat(disposition, ': ', reason) as placed from intake where id > $1 order by id`,
    [before.intake],
  );
  const sent = await select<{ kind: string; rcpt: string; octets: Buffer }>(
    database,
    `select kind, rcpt, octets from delivery where id > $1 and state <> 'suppressed' order by id`,
    [before.delivery],
  );
  const opened = await select<{ number: number }>(
    database,
    'select number from request where number > $1 order by number',
    [before.number],
  );
  return {
    sent: await Promise.all(
      sent.map(async ({ kind, rcpt, octets }) => {
        const message = await parse(octets);
        const whole = [octets.toString('latin1'), message.subject, message.text, message.html ?? ''].join('\n');
        return { kind, rcpt, octets, message, whole };
      }),
    ),
    fate: {
      placed: placed.map((row) => row.placed),
      mails: sent.map(({ kind, rcpt }) => `${kind} to ${rcpt}`),
      opened: opened.map((row) => row.number),
      moved: before.request === after.request ? null : { before: before.request, after: after.request },
    },
  };
}

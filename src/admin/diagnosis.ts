import type { Signs } from './signs.ts';

/** What is wrong with a desk, each thing in one line that a person understands. Nothing: it does its work. */
export type Cause = {
  readonly code: CauseCode;
  /** What it concerns, such as a mailbox; with the code it names the cause from one look to the next. */
  readonly about: string;
  readonly line: string;
};

export type CauseCode =
  | 'database'
  | 'polling'
  | 'credentials'
  | 'dispatcher'
  | 'clockwork'
  | 'queue'
  | 'deciding'
  | 'failures'
  | 'disk'
  | 'secret'
  | 'approval';

/** From when on a person calls it wrong. */
export type Limits = {
  readonly oldestDueSeconds: number;
  readonly failedPerHour: number;
  /** Octets. */
  readonly disk: number;
};

/** A folder is looked into every 25 s; one that is not there, every minute. */
const FOLDER_SECONDS = 100;
const DISPATCHER_SECONDS = 60;
const CLOCKWORK_SECONDS = 120;
/** A mail is decided on within a second; a process that died is followed within 30 s. */
const DECIDING_SECONDS = 600;

/** The causes. What follows from a database that is away is not named besides: nothing works without it. */
export function diagnose(signs: Signs, limits: Limits): Cause[] {
  const first = databaseCauses(signs, limits);
  const loops = 'away' in signs.database ? [] : [...folderCauses(signs), ...loopCauses(signs)];
  return [...first, ...loops, ...routeCauses(signs), ...diskCauses(signs, limits)];
}

/** A client secret by which servers let us in, and the day on which its provider ends it. */
export type EndingSecret = { readonly name: string; readonly ends: Temporal.PlainDate };

/** Long enough for somebody who is on holiday. */
const WARN_DAYS = 30;

/** What will be wrong one day. The desk does its work until then, so a probe is not told. */
export function foresee(secrets: readonly EndingSecret[], now: Temporal.Instant): Cause[] {
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  return secrets
    .filter(({ ends }) => today.until(ends).days <= WARN_DAYS)
    .map(({ name, ends }) => ({
      code: 'secret',
      about: `oauth ${name}`,
      line: `its secret ends on ${ends.toString()}`,
    }));
}

/** What a person has to decide. The desk does its work meanwhile, so a probe is not told. */
export function toApprove({ database }: Signs): Cause[] {
  if ('away' in database || database.heldByBreaker === 0) return [];
  const line = `${database.heldByBreaker} acknowledgements of mail that came late, too many within a minute, wait for you`;
  return [{ code: 'approval', about: '', line }];
}

/** One line a cause, as `/readyz` and the log say it. */
export function causeLine({ code, about, line }: Pick<Cause, 'about' | 'line'> & { readonly code: string }): string {
  return `${code}: ${about === '' ? '' : `${about}: `}${line}`;
}

function databaseCauses({ database }: Signs, limits: Limits): Cause[] {
  if ('away' in database) return [{ code: 'database', about: '', line: `does not answer: ${database.away}` }];
  const { oldestDueSeconds, oldestUndecidedSeconds, failedLastHour } = database;
  const causes: Cause[] = [];
  const say = (code: CauseCode, line: string): void => void causes.push({ code, about: '', line });
  if (oldestDueSeconds > limits.oldestDueSeconds)
    say('queue', `a mail that should have left waits for ${span(oldestDueSeconds)}`);
  if (oldestUndecidedSeconds > DECIDING_SECONDS)
    say('deciding', `a mail that was taken waits for ${span(oldestUndecidedSeconds)} to be decided on`);
  if (failedLastHour >= limits.failedPerHour) say('failures', `${failedLastHour} mails were given up in the last hour`);
  return causes;
}

function folderCauses({ folders }: Signs): Cause[] {
  return folders.flatMap(({ mailbox, folder, lookedAgo, standsBy, failure }): Cause[] => {
    if (standsBy) return [];
    const about = `${mailbox} ${folder}`;
    const why = failure ? `: ${failure.error}` : '';
    const when = lookedAgo === null ? 'was not looked into yet' : `was last looked into ${span(lookedAgo)} ago`;
    return [
      ...(failure?.credentials ? [{ code: 'credentials' as const, about, line: `the sign-in is refused${why}` }] : []),
      ...(lookedAgo === null || lookedAgo > FOLDER_SECONDS
        ? [{ code: 'polling' as const, about, line: `${when}${why}` }]
        : []),
    ];
  });
}

/** RFC 4954 §6, RFC 5248, and what SES says to a wrong key. */
const SIGN_IN = /\b5(?:30|34|35|38)\b|\b5\.7\.8\b|authenticat|sign-?in|log-?in|signature|security token|credential/i;

/** A route that is shut for another reason shows in the age of what waits. */
function routeCauses({ routes }: Signs): Cause[] {
  return routes
    .filter(({ error }) => SIGN_IN.test(error))
    .map(({ name, error }) => ({ code: 'credentials', about: name, line: `the sign-in is refused: ${error}` }));
}

function loopCauses({ dispatcherAgo, clockworkAgo }: Signs): Cause[] {
  const when = (ago: number | null): string =>
    ago === null ? 'it has not begun yet' : `the last turn was ${span(ago)} ago`;
  const causes: Cause[] = [];
  if (dispatcherAgo === null || dispatcherAgo > DISPATCHER_SECONDS)
    causes.push({ code: 'dispatcher', about: '', line: `nothing is sent; ${when(dispatcherAgo)}` });
  if (clockworkAgo === null || clockworkAgo > CLOCKWORK_SECONDS)
    causes.push({ code: 'clockwork', about: '', line: `no deadline is watched; ${when(clockworkAgo)}` });
  return causes;
}

function diskCauses({ disk }: Signs, limits: Limits): Cause[] {
  if (disk === null || disk.free >= limits.disk) return [];
  return [{ code: 'disk', about: disk.folder, line: `only ${Math.floor(disk.free / 1024 ** 2)} MB are left` }];
}

function span(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} seconds`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}

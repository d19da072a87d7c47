import type { Signs } from './signs.ts';

/** What is wrong with a desk, each thing in one line that a person understands. Nothing: it does its work. */
export type Cause = {
  readonly code: 'database' | 'polling' | 'credentials' | 'dispatcher' | 'clockwork';
  /** What it concerns, such as a mailbox; with the code it names the cause from one look to the next. */
  readonly about: string;
  readonly line: string;
};

/** A folder is looked into every 25 s; one that is not there, every minute. */
const FOLDER_SECONDS = 180;
const DISPATCHER_SECONDS = 60;
const CLOCKWORK_SECONDS = 120;

export function diagnose({ database, folders, dispatcherAgo, clockworkAgo, routes }: Signs): Cause[] {
  const causes: Cause[] = [];
  if ('away' in database) causes.push({ code: 'database', about: '', line: `does not answer: ${database.away}` });
  for (const { mailbox, folder, lookedAgo, standsBy, failure } of folders) {
    if (standsBy) continue;
    const about = `${mailbox} ${folder}`;
    if (failure?.credentials)
      causes.push({ code: 'credentials', about, line: `the sign-in is refused: ${failure.error}` });
    if (lookedAgo === null || lookedAgo > FOLDER_SECONDS)
      causes.push({ code: 'polling', about, line: `${lookedWhen(lookedAgo)}${failure ? `: ${failure.error}` : ''}` });
  }
  for (const { name, error } of routes)
    if (isSignIn(error)) causes.push({ code: 'credentials', about: name, line: `the sign-in is refused: ${error}` });
  if (dispatcherAgo === null || dispatcherAgo > DISPATCHER_SECONDS)
    causes.push({ code: 'dispatcher', about: '', line: `nothing is sent; ${turnedWhen(dispatcherAgo)}` });
  if (clockworkAgo === null || clockworkAgo > CLOCKWORK_SECONDS)
    causes.push({ code: 'clockwork', about: '', line: `no deadline is watched; ${turnedWhen(clockworkAgo)}` });
  return causes;
}

/** One line a cause, as `/readyz` and the log say it. */
export function causeLine({ code, about, line }: Cause): string {
  return `${code}: ${about === '' ? '' : `${about}: `}${line}`;
}

/** RFC 4954 §6, RFC 8689, and what SES says to a wrong key. */
function isSignIn(error: string): boolean {
  return /\b5(?:30|34|35|38)\b|\b5\.7\.8\b|authenticat|sign-?in|log-?in|signature|security token|credential/i.test(
    error,
  );
}

function lookedWhen(ago: number | null): string {
  return ago === null ? 'was not looked into yet' : `was last looked into ${minutes(ago)} ago`;
}

function turnedWhen(ago: number | null): string {
  return ago === null ? 'it has not begun yet' : `the last turn was ${minutes(ago)} ago`;
}

function minutes(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} minutes`;
}

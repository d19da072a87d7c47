import { existsSync } from 'node:fs';

/** Programs of Debian that some suites meet for real. */
const PROGRAMS = {
  chromium: '/usr/bin/chromium',
  dovecot: '/usr/sbin/dovecot',
  doveadm: '/usr/bin/doveadm',
  postfix: '/usr/sbin/postfix',
  smtpSink: '/usr/sbin/smtp-sink',
} as const;

export type Program = keyof typeof PROGRAMS;

/**
 * Whether all programs that a suite needs are on this machine. Where one is missing the suite is left out with one line
 * that says so; on a checking machine (CI=true) that is an error, so that nothing is ever left out unseen.
 */
export function has(suite: string, ...programs: Program[]): boolean {
  const missing = programs.filter((program) => !existsSync(PROGRAMS[program]));
  if (missing.length === 0) return true;
  const line = `left out: ${suite} (needs ${missing.join(', ')})`;
  if (process.env['CI'] === 'true') throw new Error(line);
  process.stderr.write(`${line}\n`);
  return false;
}

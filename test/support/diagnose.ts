import { examine } from '../../src/cli/doctor.ts';
import type { Resolver } from '../../src/cli/doctor/dns.ts';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { systemClock, type Clock } from '../../src/clock.ts';
import { loadConfig, problemLine } from '../../src/config.ts';
import { startEmbeddedMail, type EmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { configuration, deskFile } from './desk.ts';

export type Names = Readonly<Record<string, readonly string[]>>;

/** DNS as a table: `mx:example.org`, `a:mail.example.org`, `ptr:192.0.2.1`, or `example.org` for its texts. */
export function resolverOf(names: Names): Resolver {
  return {
    txt: (name) => Promise.resolve([...(names[name] ?? [])]),
    mx: (name) => Promise.resolve([...(names[`mx:${name}`] ?? [])]),
    addresses: (name) => Promise.resolve([...(names[`a:${name}`] ?? [])]),
    names: (address) => Promise.resolve([...(names[`ptr:${address}`] ?? [])]),
  };
}

/** What the doctor finds with this configuration, by name. */
export async function diagnose(
  written: Readonly<Record<string, unknown>>,
  {
    names = {},
    patience = null,
    clock = systemClock,
    timeout = 2_000,
  }: {
    names?: Names;
    patience?: number | null;
    clock?: Clock;
    timeout?: number;
  } = {},
): Promise<Map<string, Finding>> {
  await using file = await deskFile(written);
  const read = await loadConfig(file.file, {}, clock.now());
  if (!read.ok) throw new Error(read.problems.map(problemLine).join('\n'));
  const findings = await examine(read.config, { clock, resolver: resolverOf(names), timeout, patience });
  return new Map(findings.map((finding) => [finding.name, finding]));
}

export const IMAP = 'IMAP support@example.test';
const SUPPORT = { address: 'support@example.test', user: 'support', password: 'secret' };

export function world(plusAddressing = true): Promise<EmbeddedMail> {
  return startEmbeddedMail({ accounts: [SUPPORT], clock: systemClock, plusAddressing });
}

/** A configuration for these servers that needs no database: nothing listens there. */
export function desk(
  { imapPort = 1, smtpPort = 1 }: { imapPort?: number; smtpPort?: number },
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return configuration('postgres://nobody@127.0.0.1:1/none', { imapPort, smtpPort }, changes);
}

export function outbound(port: number, smtp: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    from: 'Example Support <support@example.test>',
    smtp: { host: '127.0.0.1', port, tls: 'none', ...smtp },
  };
}

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openApp, type App } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig, problemLine } from '../../src/config.ts';
import { freePort } from '../../test/support/dovecot.ts';

/** Postfix's test sink, which takes and forgets. */
export async function startSink(): Promise<{ readonly port: number } & Disposable> {
  const port = await freePort();
  const child = spawn('/usr/sbin/smtp-sink', ['-u', 'nobody', `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { port, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

/** A desk on an embedded database of its own, polling `imapPort` and sending to `smtpPort`. */
export async function openBenchDesk(
  imapPort: number,
  smtpPort: number,
): Promise<{ readonly app: App } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'rd-bench-'));
  await writeFile(
    join(folder, 'replydesk.yaml'),
    `company: { name: Example Ltd, domain: example.test }
database: ./data
secret: 0123456789abcdef0123456789abcdef
mailboxes:
  - address: support@example.test
    plusAddressing: yes
    since: 2020-01-01
    imap: { host: 127.0.0.1, port: ${imapPort}, tls: none, user: support, password: secret }
outbound:
  from: Example Support <support@example.test>
  smtp: { host: 127.0.0.1, port: ${smtpPort}, tls: none, connections: 5 }
staff:
  - { name: Ann Lee, address: ann@example.test, team: support, role: lead }
policy: e
locale: en
calendar: { timeZone: Europe/Berlin, hours: { mon-fri: "09:00-17:00" } }
budgets: { holdAfterHours: 100000, noticesPerTenMinutes: 1000000 }
admin: { listen: 127.0.0.1:8025, url: https://desk.example.test }
`,
  );
  const read = await loadConfig(join(folder, 'replydesk.yaml'), {}, systemClock.now());
  if (!read.ok) throw new Error(read.problems.map(problemLine).join('\n'));
  const app = await openApp(read.config, pino({ level: 'silent' }));
  return {
    app,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

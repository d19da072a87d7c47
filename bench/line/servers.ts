import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { deskFacts, firmOf, letterhead, openApp, signerOf, type App } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig, problemLine } from '../../src/config.ts';
import { loadTemplates } from '../../src/respond/render.ts';
import { TemplateShelf } from '../../src/respond/template-shelf.ts';
import { freePort } from '../../test/support/dovecot.ts';
import type { BenchDesk } from './stages.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'src', 'main.ts');
const TEMPLATES = join(ROOT, 'templates');

/** Postfix's test sink, which takes and forgets. */
export async function startSink(): Promise<{ readonly port: number } & Disposable> {
  const port = await freePort();
  const child = spawn('/usr/sbin/smtp-sink', ['-u', 'nobody', `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { port, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

/** A folder with the configuration of a desk on an embedded database of its own, polling `imapPort`, sending to `smtpPort`. */
export async function deskFolder(
  imapPort: number,
  smtpPort: number,
): Promise<{ readonly file: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'rd-bench-'));
  const file = join(folder, 'replydesk.yaml');
  await writeFile(
    file,
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
  return {
    file,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** A desk that is open in this process, and what its stages are taken from. */
export async function openBenchDesk(
  imapPort: number,
  smtpPort: number,
): Promise<{ readonly app: App; readonly parts: BenchDesk } & AsyncDisposable> {
  const folder = await deskFolder(imapPort, smtpPort);
  const read = await loadConfig(folder.file, {}, systemClock.now());
  if (!read.ok) throw new Error(read.problems.map(problemLine).join('\n'));
  const { config } = read;
  const app = await openApp(config, pino({ level: 'silent' }));
  const signer = signerOf(config);
  const facts = deskFacts(config, signer);
  const shelf = await TemplateShelf.open(await loadTemplates(TEMPLATES), app.store.read);
  return {
    app,
    parts: {
      store: app.store,
      reading: { desk: facts, resolver: null, mailLimit: config.limits.mail },
      firm: firmOf(config, facts),
      head: letterhead(config, signer, new Set(['support@example.test']), shelf),
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Peak memory in MB of a process of its own that takes in, answers and sends all that lies in the mailbox. */
export async function peakMemory(imapPort: number, smtpPort: number): Promise<number> {
  await using folder = await deskFolder(imapPort, smtpPort);
  const tell = 'process.on("exit", () => console.error(process.resourceUsage().maxRSS))';
  const words = ['--import', `data:text/javascript,${tell}`, MAIN, 'run', '--once', '--config', folder.file];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let heard = '';
  child.stderr.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await once(child, 'close');
  return Number(heard.trim().split('\n').at(-1)) / 1024;
}

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './dovecot.ts';
import { lastResort } from './last-resort.ts';
import { until } from './until.ts';

/** A mail as the sink dumped it: the dialogue's envelope and the bytes. */
export type SunkMail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly messageId: string;
  readonly autoSubmitted: string | null;
  /** Hash of header and body as they came, without what the sink puts on top. */
  readonly sha256: string;
};

/** Postfix's `smtp-sink` on loopback: takes every mail and writes each into a file of its own. */
export type SmtpSink = AsyncDisposable & {
  readonly port: number;
  mails(): Promise<SunkMail[]>;
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** `words`: further options of smtp-sink, such as what it refuses. */
export async function startSmtpSink(...words: string[]): Promise<SmtpSink> {
  const folder = await mkdtemp(join(tmpdir(), 'rd-sink-'));
  await chmod(folder, 0o777);
  const port = await freePort();
  let stop: () => Promise<void> = () => Promise.resolve();
  const start = async (): Promise<void> => {
    const asNobody = userInfo().uid === 0 ? ['-u', 'nobody'] : [];
    const child = spawn(
      '/usr/sbin/smtp-sink',
      [...asNobody, ...words, '-d', join(folder, 'mail.'), `127.0.0.1:${port}`, '128'],
      { stdio: 'ignore', cwd: folder },
    );
    const ended = once(child, 'exit');
    const last = lastResort(() => child.kill('SIGKILL'));
    stop = async () => {
      last[Symbol.dispose]();
      child.kill('SIGKILL');
      await ended;
    };
    await until('smtp-sink listens', () => listens(port));
  };
  await start();
  return {
    port,
    start,
    stop: () => stop(),
    mails: async () =>
      Promise.all((await readdir(folder)).map(async (name) => read(await readFile(join(folder, name), 'latin1')))),
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** What the sink puts on top (smtp-sink(1)). */
const ON_TOP = /^(?:X-(?:Client-Addr|Client-Proto|Helo-Args|Mail-Args|Rcpt-Args): .*\n)+Received: .*\n(?:\t.*\n)*/;

function read(dump: string): SunkMail {
  const value = (name: string): string | null =>
    new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, 'im').exec(dump)?.[1]?.replaceAll('\n', '').trim() ?? null;
  const body = dump.replace(ON_TOP, '');
  return {
    from: /<(.*)>/.exec(value('X-Mail-Args') ?? '')?.[1] ?? '',
    to: [...dump.matchAll(/^X-Rcpt-Args: <(.*?)>/gm)].map((match) => match[1] ?? ''),
    messageId: value('Message-ID') ?? '',
    autoSubmitted: value('Auto-Submitted'),
    sha256: createHash('sha256').update(body, 'latin1').digest('hex'),
  };
}

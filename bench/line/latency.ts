import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ImapFolder } from '../../src/ingest/imap-folder.ts';
import { startSmtpServer } from '../../src/demo/embedded-mail/smtp-server.ts';
import type { Dovecot } from '../../test/support/dovecot.ts';
import { until } from '../../test/support/until.ts';
import { deliverOne } from './maildir.ts';
import { openBenchDesk } from './servers.ts';

const MAILS = 60;

/**
 * From a mail that lies in the mailbox to the acceptance of its acknowledgement, with IDLE, one mail at a time. A bare IDLE
 * connection beside the desk's tells when the IMAP server said that something arrived: what is above that is ours.
 */
export async function measureLatency(dovecot: Dovecot): Promise<void> {
  const taken = new Map<string, number>();
  await using sink = await startSmtpServer({
    recipient: () => null,
    take: ({ to }) => void taken.set(to[0] ?? '', performance.now()),
    signIn: () => true,
  });
  await using desk = await openBenchDesk(dovecot.port, sink.port);
  const folder = join(dovecot.mail, 'support');
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(folder, part), { recursive: true });
  await dovecot.doveadm('expunge', '-u', 'support', 'mailbox', 'INBOX', 'ALL');
  await desk.app.start();
  const witness = await ImapFolder.open(
    { host: '127.0.0.1', port: dovecot.port, tls: 'none', user: 'support', password: 'secret' },
    'INBOX',
  );
  if (!witness) throw new Error('no INBOX');
  const ours: number[] = [];
  const whole: number[] = [];
  for (let at = 0; at < MAILS; at += 1) {
    const client = `latency${at}@client.test`;
    await witness.uids();
    const told = witness.untilNews(AbortSignal.timeout(10_000)).then(() => performance.now());
    await new Promise((resolve) => setTimeout(resolve, 50));
    const start = performance.now();
    deliverOne(folder, `${1_800_000_000 + at}.${at}.latency`, letter(client, at));
    const arrived = await until('the acknowledgement', () => taken.get(client), { everyMs: 2 });
    whole.push(arrived - start);
    ours.push(arrived - (await told));
  }
  await witness.close();
  console.log(
    `latency above the IMAP server's own notice: p50 ${at(ours, 0.5)} ms (goal 150), p99 ${at(ours, 0.99)} ms (goal 1000); from delivery: p50 ${at(whole, 0.5)} ms`,
  );
}

function at(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
}

function letter(client: string, at: number): Buffer {
  const head = [
    `Return-Path: <${client}>`,
    `From: ${client}`,
    'To: support@example.test',
    `Subject: Quick question ${at}`,
    `Message-ID: <latency-${at}@client.test>`,
  ];
  return Buffer.from([...head, '', 'How are you?', ''].join('\r\n'));
}

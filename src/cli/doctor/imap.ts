import { ImapFlow, type ListResponse } from 'imapflow';
import type { MailboxConfig } from '../../config.ts';
import { fail, ok, said, warn, type Finding } from './finding.ts';
import { credentials, type Granted } from './oauth.ts';
import { reach } from './reach.ts';
import { signInAdvice } from './sign-in.ts';
import type { Wire } from './wire.ts';

/** A mailbox as the poller will meet it: connection, TLS, sign-in, folders, and whether the server tells of new mail. */
export async function checkMailbox(
  mailbox: MailboxConfig,
  index: number,
  { timeout, now, granted }: { readonly timeout: number; readonly now: Temporal.Instant; readonly granted: Granted },
): Promise<Finding[]> {
  const key = `mailboxes[${index}]`;
  const name = `IMAP ${mailbox.address}`;
  const door = { key: `${key}.imap`, name, server: mailbox.imap, greet: (wire: Wire) => greet(wire, mailbox) };
  const { wire, findings } = await reach(door, timeout, now);
  if (wire === null) return [...findings];
  await wire[Symbol.asyncDispose]();
  const client = clientOf(mailbox, timeout, granted);
  try {
    await client.connect();
    const signedIn = ok(`${name}: sign-in`, `signed in as ${mailbox.imap.user ?? ''}`);
    return [...findings, signedIn, ...(await folders(client, mailbox, key, name))];
  } catch (error) {
    const { authenticationFailed, responseText = '', message } = error as Refusal;
    const told = said(responseText || message);
    const finding =
      authenticationFailed === true
        ? fail(`${name}: sign-in`, `refused: ${told}`, signInAdvice(told, `${key}.imap`))
        : fail(`${name}: dialogue`, told, 'try again; if it stays, ask the provider');
    return [...findings, finding];
  } finally {
    client.close();
  }
}

type Refusal = Error & { authenticationFailed?: boolean; responseText?: string };

async function greet(wire: Wire, { imap }: MailboxConfig): Promise<string | null> {
  const [greeting = ''] = await wire.read(() => true);
  if (!/^\* (OK|PREAUTH)/i.test(greeting)) return greeting;
  if (imap.tls !== 'starttls') return null;
  wire.write('a1 STARTTLS');
  const answer = (await wire.read((line) => line.startsWith('a1 '))).at(-1) ?? '';
  if (!/^a1 OK/i.test(answer)) return answer;
  await wire.secure();
  return null;
}

/** A connection as the poller makes it, with short limits. */
export function clientOf({ imap }: MailboxConfig, timeout: number, granted: Granted): ImapFlow {
  const client = new ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: imap.tls === 'implicit',
    doSTARTTLS: imap.tls === 'implicit' ? undefined : imap.tls === 'starttls',
    auth: credentials(imap, granted),
    logger: false,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
  });
  // Without a listener a late socket error would end the process; the pending call rejects by itself.
  client.on('error', () => undefined);
  return client;
}

async function folders(client: ImapFlow, mailbox: MailboxConfig, key: string, name: string): Promise<Finding[]> {
  const list = await client.list();
  const known = list.map((folder) => folder.path);
  const choose = `there are: ${known.slice(0, 20).join(', ')}`;
  const exists = (path: string): boolean => path.toUpperCase() === 'INBOX' || known.includes(path);
  const findings: Finding[] = [];
  if (exists(mailbox.folder)) findings.push(await count(client, mailbox.folder, name));
  else findings.push(fail(`${name}: folder`, `there is no folder ${mailbox.folder}`, `set ${key}.folder; ${choose}`));
  findings.push(sent(list, mailbox, exists, `${name}: Sent`, key, choose));
  const { afterwards } = mailbox;
  if (afterwards.do === 'move' && !exists(afterwards.folder))
    findings.push(
      fail(
        `${name}: afterwards`,
        `there is no folder ${afterwards.folder}`,
        `make it, or set ${key}.afterwards; ${choose}`,
      ),
    );
  findings.push(
    client.capabilities.has('IDLE')
      ? ok(`${name}: news`, 'the server tells of new mail at once (IDLE)')
      : warn(
          `${name}: news`,
          'the server does not tell of new mail (no IDLE)',
          'nothing to do: it is asked every few seconds',
        ),
  );
  return findings;
}

async function count(client: ImapFlow, folder: string, name: string): Promise<Finding> {
  const status = await client.status(folder, { messages: true });
  const mails = status ? (status.messages ?? 0) : 0;
  return ok(`${name}: folder`, `${folder} holds ${mails} mails`);
}

function sent(
  list: readonly ListResponse[],
  mailbox: MailboxConfig,
  exists: (path: string) => boolean,
  title: string,
  key: string,
  choose: string,
): Finding {
  if (mailbox.sent === null) return ok(title, 'not read, as configured');
  if (mailbox.sent !== 'auto') {
    const { folder } = mailbox.sent;
    return exists(folder)
      ? ok(title, `answers sent from the mailbox are read in ${folder}`)
      : fail(title, `there is no folder ${folder}`, `set ${key}.sent; ${choose}`);
  }
  const marked = list.find((folder) => folder.specialUse === '\\Sent');
  return marked === undefined
    ? warn(title, 'the server marks no folder as Sent', `replydesk config set ${key}.sent FOLDER (or none); ${choose}`)
    : ok(title, `answers sent from the mailbox are read in ${marked.path}`);
}

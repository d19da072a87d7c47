import { createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { feedsOf, makeCalendar, OFFICE_HOURS } from '../calendar-file.ts';
import { PRESETS, readPolicy } from '../policy-file.ts';
import { domainOf } from '../requests/address.ts';
import type { Calendar } from '../requests/calendar.ts';
import type { Policy } from '../requests/policy.ts';
import type { Path } from '../yaml-file.ts';
import type {
  AdminConfig,
  AlarmsConfig,
  Config,
  DatabaseConfig,
  DkimConfig,
  FormConfig,
  MailboxConfig,
  OutboundConfig,
  RouteConfig,
  ServerConfig,
  SmtpConfig,
} from './config.ts';
import { oauthOf, signInProblems } from './resolve-oauth.ts';
import { configSchema, type Written } from './schema.ts';

/** Notes a problem at a key; what it returns stands in until the problems are told. */
type Complain = (path: Path, message: string) => null;

/**
 * What the values mean together: files are read, defaults that depend on others set, contradictions told. A section that is
 * wrong by itself is absent, and the others are judged all the same.
 */
export async function resolveConfig(
  file: string,
  written: Partial<Written>,
  now: Temporal.Instant,
  complain: Complain,
): Promise<Config | null> {
  const folder = dirname(file);
  const { outbound, policy, calendar, templates } = written;
  contradictions(written, complain);
  signInProblems(written, complain);
  const resolved = {
    outbound: outbound ? await outboundOf(outbound, folder, complain) : null,
    policy: policy === undefined ? null : policyOf(policy, folder, complain),
    calendar: calendar === undefined ? null : await calendarOf(calendar, now, complain),
    templates: templates ? await templatesOf(templates, folder, complain) : null,
    oauth: await oauthOf(written.oauth ?? [], folder, complain),
  };
  if (!resolved.outbound || !resolved.policy || !resolved.calendar || !isWhole(written)) return null;
  const { outbound: route, policy: rules, calendar: hours } = resolved;
  const { shadow, ...plain } = written;
  return {
    ...plain,
    file,
    database: databaseOf(written.database, folder),
    mailboxes: written.mailboxes.map((mailbox) => mailboxOf(mailbox, shadow)),
    outbound: route,
    oauth: resolved.oauth,
    relays: written.relays.map((relay) => relay.toLowerCase()),
    forms: written.forms.map(formOf),
    policy: rules,
    calendar: hours,
    calendarFeeds: written.calendar ? feedsOf(written.calendar) : [],
    alarms: alarmsOf(written, complain),
    weekly: weeklyOf(written, complain),
    admin: adminOf(written.admin, complain),
    templates: resolved.templates,
  };
}

function isWhole(written: Partial<Written>): written is Written {
  return Object.keys(configSchema.shape).every((key) => key in written);
}

function databaseOf(written: Written['database'], folder: string): DatabaseConfig {
  if ('url' in written) return { kind: 'server', url: written.url };
  return { kind: 'folder', folder: resolve(folder, written.folder) };
}

type WrittenServer = Written['mailboxes'][number]['imap'];
type Ports = { readonly implicit: number; readonly starttls: number; readonly none: number };
const IMAP: Ports = { implicit: 993, starttls: 143, none: 143 };
const SMTP: Ports = { implicit: 465, starttls: 587, none: 25 };

/** TLS from the first byte unless the port says otherwise (RFC 8314 §3). */
function serverOf(server: WrittenServer, ports: Ports, user: string | null): ServerConfig {
  const usual = server.port === ports.starttls || server.port === 25 ? 'starttls' : 'implicit';
  const tls = server.tls ?? usual;
  return {
    host: server.host,
    port: server.port ?? ports[tls],
    tls,
    user,
    password: server.password,
    oauth: server.oauth,
  };
}

function mailboxOf(mailbox: Written['mailboxes'][number], shadow: boolean): MailboxConfig {
  const { sent } = mailbox;
  return {
    ...mailbox,
    imap: serverOf(mailbox.imap, IMAP, mailbox.imap.user ?? mailbox.address),
    sent: sent === 'auto' ? 'auto' : sent === 'none' ? null : { folder: sent },
    afterwards: afterwardsOf(mailbox.afterwards),
    shadow: mailbox.shadow ?? shadow,
  };
}

function afterwardsOf(text: string): MailboxConfig['afterwards'] {
  if (text === 'keep' || text === 'seen') return { do: text };
  return { do: 'move', folder: text.replace(/^move: */, '') };
}

async function outboundOf(
  { from, smtp, ses, fallback: second, domains, dkim, copyToSent }: Written['outbound'],
  folder: string,
  complain: Complain,
): Promise<OutboundConfig | null> {
  const signing = dkim && (await dkimOf(dkim, domainOf(from.address), folder, complain));
  const route = routeOf({ smtp, ses }, ['outbound'], complain);
  const fallback = second && routeOf(second, ['outbound', 'fallback'], complain);
  for (const [index, { tls }] of domains.entries())
    if (tls !== null)
      for (const way of [route, fallback]) if (way) cannotDemand(way, ['outbound', 'domains', index, 'tls'], complain);
  return route && { from, copyToSent, dkim: signing, route, fallback, domains };
}

/** A demand that a way can never meet would keep mail waiting for days. */
function cannotDemand(way: RouteConfig, path: Path, complain: Complain): void {
  if (way.kind === 'ses')
    complain(path, 'Amazon SES cannot be asked for it mail by mail: set TlsPolicy of the configuration set instead');
  else if (way.tls === 'none') complain(path, `mail leaves by ${way.host} without encryption: write tls there first`);
}

function routeOf(
  { smtp, ses }: Pick<Written['outbound'], 'smtp' | 'ses'>,
  path: Path,
  complain: Complain,
): RouteConfig | null {
  if (smtp !== null && ses === null) return smtpOf(smtp, [...path, 'smtp'], complain);
  if (ses === null || smtp !== null)
    return complain(path, smtp === null ? 'is missing smtp (or ses)' : 'write smtp or ses, not both');
  const { accessKeyId, secretAccessKey, ...rest } = ses;
  if ((accessKeyId === null) !== (secretAccessKey === null))
    return complain([...path, 'ses'], 'accessKeyId and secretAccessKey belong together: write both or neither');
  const credentials = accessKeyId !== null && secretAccessKey !== null ? { accessKeyId, secretAccessKey } : null;
  return { kind: 'ses', ...rest, credentials };
}

function smtpOf(smtp: NonNullable<Written['outbound']['smtp']>, path: Path, complain: Complain): SmtpConfig | null {
  if ((smtp.user === null) !== (smtp.password === null && smtp.oauth === null))
    return complain(path, 'user and password (or oauth) belong together: write both or neither');
  const { tls, ...server } = smtp;
  if (tls === 'opportunistic' && smtp.user !== null)
    return complain([...path, 'tls'], 'a password must not travel in the clear: write starttls or implicit');
  const opportunistic = tls === 'opportunistic';
  const at = serverOf({ ...server, tls: opportunistic ? 'starttls' : tls }, SMTP, smtp.user);
  return { kind: 'smtp', ...at, tls: opportunistic ? tls : at.tls, connections: smtp.connections };
}

/** A mail to ourselves would be filed as our own, and nobody would read it. */
function refuseOwn(
  key: 'alarms' | 'weekly',
  { staff, mailboxes, ...written }: Pick<Written, 'alarms' | 'weekly' | 'staff' | 'mailboxes'>,
  complain: Complain,
): void {
  const own = new Set(mailboxes.flatMap(({ address, aliases }) => [address, ...aliases]));
  // Where that person's own entry is wrong, it is told there.
  const told = new Set(staff.map(({ address }) => address));
  for (const [index, address] of written[key].to.entries())
    if (own.has(address) && !told.has(address))
      complain([key, 'to', index], `${address} is read by the desk: write a person's address`);
}

/** Figures and subjects of requests are for the house: only staff get them (CNF-4). */
function weeklyOf(written: Written, complain: Complain): Config['weekly'] {
  refuseOwn('weekly', written, complain);
  const known = new Set(written.staff.flatMap(({ address, also }) => [address, ...also]));
  for (const [index, address] of written.weekly.to.entries())
    if (!known.has(address)) complain(['weekly', 'to', index], `${address} is not among the staff`);
  return written.weekly;
}

function alarmsOf(written: Written, complain: Complain): AlarmsConfig {
  const { alarms, staff } = written;
  refuseOwn('alarms', written, complain);
  const admins = staff.filter(({ role }) => role === 'admin').map(({ address }) => address);
  return {
    ...alarms,
    to: alarms.to.length > 0 ? alarms.to : admins,
    smtp: alarms.smtp && smtpOf(alarms.smtp, ['alarms', 'smtp'], complain),
  };
}

async function dkimOf(
  dkim: NonNullable<Written['outbound']['dkim']>,
  ownDomain: string,
  folder: string,
  complain: Complain,
): Promise<DkimConfig | null> {
  const privateKey = await readFile(resolve(folder, dkim.key), 'utf8').catch(() => '');
  const problem = privateKey.includes('PRIVATE KEY')
    ? unfitForDkim(privateKey)
    : `there is no private key (PEM) in ${dkim.key}`;
  if (problem !== null) return complain(['outbound', 'dkim', 'key'], problem);
  return { domain: dkim.domain ?? ownDomain, selector: dkim.selector, privateKey };
}

/** Verifiers need not take shorter ones (RFC 8301 §3.2). */
const SHORTEST_RSA = 1_024;

/** Why mail cannot be signed with this key; null: it can. */
function unfitForDkim(pem: string): string | null {
  if (/ENCRYPTED/.test(pem)) return 'the key needs a passphrase: write it without one (openssl pkey -in … -out …)';
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    if (asymmetricKeyType !== 'rsa') return `the key is ${asymmetricKeyType ?? 'unknown'}: an RSA key is needed`;
    const bits = asymmetricKeyDetails?.modulusLength ?? 0;
    return bits < SHORTEST_RSA ? `the key has ${bits} bits: make one of 2048` : null;
  } catch {
    return 'the private key cannot be read';
  }
}

function formOf({ from, client }: Written['forms'][number]): FormConfig {
  return { from, client: client === 'reply-to' ? { in: 'reply-to' } : { in: 'field', field: client.field } };
}

function policyOf(name: string, folder: string, complain: Complain): Policy | null {
  const read = readPolicy(PRESETS.includes(name) ? name : resolve(folder, name));
  if (read.ok) return read.value;
  for (const problem of read.problems) complain(['policy'], problem);
  return null;
}

/** Holidays are looked up for the deadlines of old requests and for as long as a desk runs without a restart. */
const YEARS_BACK = 1;
const YEARS_AHEAD = 4;

async function calendarOf(
  written: Written['calendar'],
  now: Temporal.Instant,
  complain: Complain,
): Promise<Calendar | null> {
  const { year } = now.toZonedDateTimeISO('UTC');
  const years = { first: year - YEARS_BACK, last: year + YEARS_AHEAD };
  const read = await makeCalendar(written ?? OFFICE_HOURS, years);
  return read.ok ? read.calendar : complain(['calendar', read.key], read.problem);
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;
const DEFAULT_PAGES = { host: '127.0.0.1', port: 8025 };

function adminOf({ listen, url }: Written['admin'], complain: Complain): AdminConfig {
  if (listen && url === null && !LOOPBACK.test(listen.host))
    complain(['admin', 'listen'], 'others can reach it there: write admin.url too, the https address of the proxy');
  const { host, port } = listen ?? DEFAULT_PAGES;
  const linkUrl = listen && url ? url.replace(/\/+$/, '') : null;
  return {
    listen,
    linkUrl,
    url: (url ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(/\/+$/, ''),
  };
}

async function templatesOf(path: string, folder: string, complain: Complain): Promise<string | null> {
  const templates = resolve(folder, path);
  const found = await stat(templates).catch(() => null);
  return found?.isDirectory() ? templates : complain(['templates'], `there is no folder ${templates}`);
}

/** An address is one thing: a mailbox, an alias or a person. Otherwise the desk would answer itself. */
function contradictions(
  { mailboxes = [], staff = [], clients = [], webhooks = [] }: Partial<Written>,
  complain: Complain,
): void {
  const owners = new Map<string, string>();
  const claim = (address: string, owner: string, path: Path): void => {
    const other = owners.get(address);
    if (other === undefined) owners.set(address, owner);
    else complain(path, `${address} is already ${other}`);
  };
  for (const [index, mailbox] of mailboxes.entries()) {
    claim(mailbox.address, 'the address of a mailbox', ['mailboxes', index, 'address']);
    for (const [position, alias] of mailbox.aliases.entries())
      claim(alias, `an alias of ${mailbox.address}`, ['mailboxes', index, 'aliases', position]);
  }
  for (const [index, person] of staff.entries()) {
    claim(person.address, `the address of ${person.name}`, ['staff', index, 'address']);
    for (const [position, also] of person.also.entries())
      claim(also, `an address of ${person.name}`, ['staff', index, 'also', position]);
  }
  for (const [index, { name }] of webhooks.entries())
    if (webhooks.findIndex((other) => other.name === name) < index)
      complain(['webhooks', index, 'name'], `another webhook is called ${name} already`);
  for (const [index, client] of clients.entries())
    if ((client.domain === null) === (client.address === null))
      complain(['clients', index], 'write either domain or address');
}

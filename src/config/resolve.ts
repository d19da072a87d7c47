import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { publicHolidays } from '../holidays.ts';
import { PRESETS, readPolicy } from '../policy-file.ts';
import { domainOf } from '../requests/address.ts';
import type { Calendar } from '../requests/calendar.ts';
import { calendarFromConfig } from '../requests/calendar/from-config.ts';
import type { Policy } from '../requests/policy.ts';
import type { Path } from '../yaml-file.ts';
import type {
  Config,
  DatabaseConfig,
  DkimConfig,
  FormConfig,
  MailboxConfig,
  OutboundConfig,
  ServerConfig,
} from './config.ts';
import type { Written } from './schema.ts';

/** Notes a problem at a key; what it returns stands in until the problems are told. */
type Complain = (path: Path, message: string) => null;

/** What the values mean together: files are read, defaults that depend on others set, contradictions told. */
export async function resolveConfig(
  file: string,
  written: Written,
  now: Temporal.Instant,
  complain: Complain,
): Promise<Config | null> {
  const folder = dirname(file);
  const shadow = written.shadow;
  const mailboxes = written.mailboxes.map((mailbox, index) =>
    mailboxOf(mailbox, shadow, ['mailboxes', index], complain),
  );
  const config = {
    file,
    company: written.company,
    database: databaseOf(written.database, folder, complain),
    secret: written.secret,
    mailboxes: everyOne(mailboxes),
    outbound: await outboundOf(written, folder, complain),
    trustedAuthservId: written.trustedAuthservId,
    acknowledgeUnauthenticated: written.acknowledgeUnauthenticated,
    relays: written.relays.map((relay) => relay.toLowerCase()),
    forms: written.forms.map(formOf),
    staff: written.staff,
    clients: written.clients,
    policy: policyOf(written.policy, folder, complain),
    locale: written.locale,
    calendar: await calendarOf(written.calendar, now, complain),
    admin: adminOf(written.admin, complain),
    budgets: written.budgets,
    retry: written.retry,
    limits: written.limits,
    retention: written.retention,
    templates: await templatesOf(written.templates, folder, complain),
    log: written.log,
  };
  contradictions(written, complain);
  const { database, outbound, policy, calendar, admin } = config;
  if (!database || !config.mailboxes || !outbound || !policy || !calendar || !admin) return null;
  return { ...config, database, mailboxes: config.mailboxes, outbound, policy, calendar, admin };
}

function everyOne<T>(items: readonly (T | null)[]): T[] | null {
  const present = items.filter((item) => item !== null);
  return present.length === items.length ? present : null;
}

function databaseOf(text: string, folder: string, complain: Complain): DatabaseConfig | null {
  if (/^postgres(ql)?:\/\//.test(text)) return { kind: 'server', url: text };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return complain(['database'], 'write a folder such as ./data, or postgres://user@host/name');
  return { kind: 'folder', folder: resolve(folder, text) };
}

type WrittenServer = Written['mailboxes'][number]['imap'];
type Ports = { readonly implicit: number; readonly starttls: number; readonly none: number };
const IMAP: Ports = { implicit: 993, starttls: 143, none: 143 };
const SMTP: Ports = { implicit: 465, starttls: 587, none: 25 };

/** TLS from the first byte unless the port says otherwise (RFC 8314 §3). */
function serverOf(server: WrittenServer, ports: Ports, user: string | null): ServerConfig {
  const usual = server.port === ports.starttls || server.port === 25 ? 'starttls' : 'implicit';
  const tls = server.tls ?? usual;
  return { host: server.host, port: server.port ?? ports[tls], tls, user, password: server.password };
}

function mailboxOf(
  mailbox: Written['mailboxes'][number],
  shadow: boolean,
  path: Path,
  complain: Complain,
): MailboxConfig | null {
  if (mailbox.imap.password === null) complain([...path, 'imap', 'password'], 'is missing');
  const since = sinceOf(mailbox.since);
  if (since === null) return complain([...path, 'since'], 'write golive, or a date such as 2026-01-31');
  return {
    ...mailbox,
    imap: serverOf(mailbox.imap, IMAP, mailbox.imap.user ?? mailbox.address),
    sent: mailbox.sent === 'auto' ? 'auto' : mailbox.sent === 'none' ? null : { folder: mailbox.sent },
    since,
    afterwards: afterwardsOf(mailbox.afterwards),
    shadow: mailbox.shadow ?? shadow,
  };
}

function sinceOf(text: string): 'golive' | Temporal.Instant | null {
  if (text === 'golive') return text;
  try {
    return text.length > 10
      ? Temporal.Instant.from(text)
      : Temporal.PlainDate.from(text, { overflow: 'reject' }).toZonedDateTime('UTC').toInstant();
  } catch {
    return null;
  }
}

function afterwardsOf(text: string): MailboxConfig['afterwards'] {
  if (text === 'keep' || text === 'seen') return { do: text };
  return { do: 'move', folder: text.replace(/^move: */, '') };
}

async function outboundOf(written: Written, folder: string, complain: Complain): Promise<OutboundConfig | null> {
  const { from, smtp, ses, dkim, copyToSent } = written.outbound;
  const common = { from, copyToSent, dkim: dkim && (await dkimOf(dkim, domainOf(from.address), folder, complain)) };
  if (smtp !== null && ses === null) {
    if ((smtp.user === null) !== (smtp.password === null))
      return complain(['outbound', 'smtp'], 'user and password belong together: write both or neither');
    const server = serverOf(smtp, SMTP, smtp.user);
    return { ...common, route: { kind: 'smtp', ...server, connections: smtp.connections } };
  }
  if (ses !== null && smtp === null) {
    const { accessKeyId, secretAccessKey, ...rest } = ses;
    if ((accessKeyId === null) !== (secretAccessKey === null))
      return complain(['outbound', 'ses'], 'accessKeyId and secretAccessKey belong together: write both or neither');
    const credentials = accessKeyId !== null && secretAccessKey !== null ? { accessKeyId, secretAccessKey } : null;
    return { ...common, route: { kind: 'ses', ...rest, credentials } };
  }
  return complain(['outbound'], smtp === null ? 'is missing smtp (or ses)' : 'write smtp or ses, not both');
}

async function dkimOf(
  dkim: NonNullable<Written['outbound']['dkim']>,
  ownDomain: string,
  folder: string,
  complain: Complain,
): Promise<DkimConfig | null> {
  const privateKey = await readFile(resolve(folder, dkim.key), 'utf8').catch(() => '');
  if (!privateKey.includes('PRIVATE KEY'))
    return complain(['outbound', 'dkim', 'key'], `there is no private key (PEM) in ${dkim.key}`);
  return { domain: dkim.domain ?? ownDomain, selector: dkim.selector, privateKey };
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

/** Holidays from before the oldest mail that is looked at to beyond the longest promise. */
const YEARS_BACK = 3;
const YEARS_AHEAD = 10;

async function calendarOf(
  written: Written['calendar'],
  now: Temporal.Instant,
  complain: Complain,
): Promise<Calendar | null> {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { holidays, ...calendar } = written ?? {
    timeZone,
    hours: { 'mon-fri': '09:00-17:00' },
    holidays: null,
    closed: null,
    open: null,
  };
  const year = now.toZonedDateTimeISO(calendar.timeZone).year;
  const place = holidays !== null && 'country' in holidays ? holidays : null;
  const found =
    place === null
      ? ({ ok: true, holidays: [] } as const)
      : await publicHolidays(
          { country: place.country, region: place.region ?? undefined },
          year - YEARS_BACK,
          year + YEARS_AHEAD,
        );
  if (!found.ok) return complain(['calendar', 'holidays'], found.problem);
  const read = calendarFromConfig(
    {
      timeZone: calendar.timeZone,
      hours: calendar.hours,
      holidays: Array.isArray(holidays) ? holidays : undefined,
      closed: calendar.closed ?? undefined,
      open: calendar.open ?? undefined,
    },
    found.holidays,
  );
  return read.ok ? read.calendar : complain(['calendar', read.key], read.problem);
}

function adminOf({ listen, url }: Written['admin'], complain: Complain): Config['admin'] | null {
  const [, host, digits] = /^(.*):(\d{1,5})$/.exec(listen) ?? [];
  const port = Number(digits);
  if (host === undefined || port > 65_535)
    return complain(['admin', 'listen'], 'write host:port, such as 127.0.0.1:8025');
  const bare = host.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1';
  return { listen: { host: bare, port }, url: (url ?? `http://${listen}`).replace(/\/+$/, '') };
}

async function templatesOf(path: string | null, folder: string, complain: Complain): Promise<string | null> {
  if (path === null) return null;
  const templates = resolve(folder, path);
  const found = await stat(templates).catch(() => null);
  return found?.isDirectory() ? templates : complain(['templates'], `there is no folder ${templates}`);
}

/** An address is one thing: a mailbox, an alias or a person. Otherwise the desk would answer itself. */
function contradictions(written: Written, complain: Complain): void {
  const owners = new Map<string, string>();
  const claim = (address: string, owner: string, path: Path): void => {
    const other = owners.get(address);
    if (other === undefined) owners.set(address, owner);
    else complain(path, `${address} is already ${other}`);
  };
  for (const [index, mailbox] of written.mailboxes.entries()) {
    claim(mailbox.address, 'the address of a mailbox', ['mailboxes', index, 'address']);
    for (const [position, alias] of mailbox.aliases.entries())
      claim(alias, `an alias of ${mailbox.address}`, ['mailboxes', index, 'aliases', position]);
  }
  for (const [index, person] of written.staff.entries()) {
    claim(person.address, `the address of ${person.name}`, ['staff', index, 'address']);
    for (const [position, also] of person.also.entries())
      claim(also, `an address of ${person.name}`, ['staff', index, 'also', position]);
  }
  for (const [index, client] of written.clients.entries())
    if ((client.domain === null) === (client.address === null))
      complain(['clients', index], 'write either domain or address');
}

import { randomBytes } from 'node:crypto';
import { promises as dns } from 'node:dns';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { systemClock } from '../clock.ts';
import { judgeConfig, problemLine } from '../config.ts';
import { domainOf } from '../requests/address.ts';
import { CONFIG_OPTION, defineCommand, UsageError, type Io } from './command.ts';
import { CONFIG_FILE } from './configured.ts';
import { composeConfig, type Answers } from './init/compose-config.ts';
import {
  ADDRESS,
  CLIENT_ID,
  answering,
  COMPANY,
  HOLIDAYS,
  HOURS,
  IMAP,
  LOCALE,
  placeText,
  POLICY,
  SHADOW,
  SMTP,
  STAFF,
  TENANT,
  TIME_ZONE,
  USER,
} from './init/questions.ts';
import { findServers, type Lookup, type Place } from './init/servers.ts';

/**
 * `init`: a first configuration by asking for one address and little else. The secret and the mailbox's password go into the
 * file `.env` beside it, readable by its owner only, never into the configuration and never onto the command line.
 */
export const command = defineCommand({
  usage: '[--yes --address A] [options] [--config F]',
  options: {
    ...CONFIG_OPTION,
    yes: { type: 'boolean', short: 'y', default: false, help: 'asks nothing: options and defaults; for scripts' },
    force: { type: 'boolean', default: false, help: 'writes over a configuration that is there' },
    address: { type: 'string', help: 'A: the address that clients write to' },
    company: { type: 'string', help: 'N: name of the company' },
    imap: { type: 'string', help: 'H: IMAP server, as host, host:port or host:port:tls (implicit, starttls, none)' },
    smtp: { type: 'string', help: 'H: SMTP server, likewise' },
    'client-id': { type: 'string', help: 'I: Microsoft 365: the id of the registered app (docs/live.md)' },
    tenant: { type: 'string', help: 'T: Microsoft 365: the id of the tenant' },
    user: { type: 'string', help: 'U: user name of the mailbox (default: the address)' },
    staff: { type: 'string', multiple: true, help: 'P: who answers, as "Ann Lee <ann@example.com>"; may be repeated' },
    hours: { type: 'string', help: 'H: opening hours, as "mon-fri 09:00-17:00; sat 10:00-14:00"' },
    'time-zone': { type: 'string', help: 'Z: such as Europe/Berlin' },
    holidays: { type: 'string', help: 'R: country or region of the public holidays, as DE-BE; none' },
    policy: { type: 'string', help: 'P: a preset (a … e) or a policy file' },
    locale: { type: 'string', help: 'L: language of mails to clients' },
    database: { type: 'string', default: './data', help: 'D: a folder, or postgres://user@host/name' },
    shadow: { type: 'boolean', default: false, help: 'decides and composes everything, sends nothing' },
  },
  async run({ options }, io) {
    const file = options.config ?? CONFIG_FILE;
    if (!options.force && (await stat(file).catch(() => null)) !== null)
      throw new Error(`${file} is there already: change it by config set, or write it anew with --force`);
    const ask = options.yes ? null : (io.ask ?? null);
    if (!options.yes && ask === null) throw new UsageError('init asks on a terminal; in a script add --yes');
    const { staff, shadow, database, ...given } = options;
    const answers = await gather(
      { ...text(given), staff: staff?.join(', '), shadow: shadow ? 'yes' : undefined },
      database,
      { ...io, ask },
      systemLookup,
    );
    const password = answers.app
      ? null
      : (io.env['IMAP_PASSWORD'] ??
        (ask === null ? '' : await ask('Password of the mailbox (not shown; empty: later): ', { secret: true })));
    const values = answers.app ? grantValues(answers.app) : { IMAP_PASSWORD: password ?? '' };
    await write(file, composeConfig(answers), values, io);
    if (ask === null || !password) return 0;
    io.write('Looking whether it works:');
    const { command: doctor } = await import('./doctor.ts');
    await doctor.run(['--config', file, '--no-send'], io);
    return 0;
  },
});

function text(options: Readonly<Record<string, unknown>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => typeof value === 'string')) as Record<
    string,
    string
  >;
}

async function gather(
  given: Readonly<Record<string, string | undefined>>,
  database: string,
  { ask, write: tell }: Pick<Io, 'ask' | 'write'>,
  lookup: Lookup,
): Promise<Answers> {
  const answer = answering(given, ask ?? null);
  const address = await answer(ADDRESS, null);
  const domain = domainOf(address);
  const company = await answer(COMPANY, capitalised(domain.split('.')[0] ?? domain));
  const known = given['imap'] !== undefined && given['smtp'] !== undefined;
  const found = known ? null : await findServers(domain, lookup);
  if (found !== null)
    tell(
      `Servers of ${domain} (${found.by}; only the domain was looked up, in DNS, at the domain and at Thunderbird):`,
    );
  const imap = await answer(IMAP, found && placeText(found.imap));
  const smtp = await answer(SMTP, found && placeText(found.smtp));
  const user = await answer(USER, address);
  const app = isMicrosoft(imap)
    ? { clientId: await answer(CLIENT_ID, 'later'), tenant: await answer(TENANT, 'later') }
    : null;
  return {
    address,
    company,
    imap,
    smtp,
    user,
    smtpUser: takesAnybody(smtp) ? null : user,
    app,
    staff: await answer(STAFF, 'none'),
    hours: await answer(HOURS, 'mon-fri 09:00-17:00'),
    timeZone: await answer(TIME_ZONE, Intl.DateTimeFormat().resolvedOptions().timeZone),
    holidays: await answer(HOLIDAYS, 'none'),
    policy: await answer(POLICY, 'e'),
    locale: await answer(LOCALE, 'en'),
    database,
    shadow: await answer(SHADOW, 'no'),
  };
}

/** Whose IMAP takes no passwords. */
function isMicrosoft({ host }: Place): boolean {
  return host.toLowerCase() === 'outlook.office365.com';
}

/** A password is not sent in the clear: a server without TLS is taken for one that knows us by our network. */
function takesAnybody({ tls }: Place): boolean {
  return tls === 'none';
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function grantValues({ clientId, tenant }: NonNullable<Answers['app']>): Record<string, string> {
  const known = (value: string): string => (value === 'later' ? '' : value);
  return { MICROSOFT_CLIENT_ID: known(clientId), MICROSOFT_TENANT: known(tenant) };
}

/** Writes both files; `values` go into `.env`, those that are empty are asked for later. */
async function write(file: string, config: string, values: Readonly<Record<string, string>>, io: Io): Promise<void> {
  const beside = join(dirname(file), '.env');
  const before = await readFile(beside, 'utf8').catch(() => '');
  const known = parseEnv(before);
  // A new secret would make every link and reply address invalid that went out with the old one.
  const fresh = {
    ...(known['REPLYDESK_SECRET'] ? {} : { REPLYDESK_SECRET: randomBytes(32).toString('base64url') }),
    ...Object.fromEntries(Object.entries(values).filter(([name, value]) => !known[name] && value !== '')),
  };
  const missing = Object.keys(values).filter((name) => !known[name] && values[name] === '');
  const stand: Record<string, string> = {
    ...Object.fromEntries(missing.map((name) => [name, 'later'])),
    ...known,
    ...fresh,
  };
  const judged = await judgeConfig(file, config, { ...io.env, ...stand }, systemClock.now());
  if (!judged.ok) throw new UsageError(judged.problems.map(problemLine));
  const lines = Object.entries(fresh).map(([name, value]) => `${name}=${quoted(value)}\n`);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  await writeFile(beside, `${before}${gap}${lines.join('')}`, { mode: 0o600 });
  await writeFile(file, config, { mode: 0o644 });
  io.write(`${file} is written; its secrets are in ${beside}`);
  for (const name of missing) io.write(`${LATER[name] ?? 'Add there'}: ${name}=…`);
  const signIn = 'MICROSOFT_CLIENT_ID' in values ? 'replydesk oauth sign-in office, then ' : '';
  io.write(`Next: ${signIn}replydesk doctor, then replydesk run`);
}

const LATER: Readonly<Record<string, string>> = {
  IMAP_PASSWORD: "Add the mailbox's password there",
  MICROSOFT_CLIENT_ID: 'Register the app as docs/live.md shows, and add its id there',
  MICROSOFT_TENANT: 'Add the id of your tenant there',
};

/** As parseEnv reads it: in whichever quotes the value does not hold. */
function quoted(value: string): string {
  if (/^[\w.~+/=-]+$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((mark) => !value.includes(mark));
  if (quote === undefined) throw new Error('the password holds all three kinds of quotes: write it into .env by hand');
  return `${quote}${value}${quote}`;
}

const resolving = new dns.Resolver({ timeout: 1_500, tries: 1 });

const systemLookup: Lookup = {
  mx: async (domain) => (await resolving.resolveMx(domain)).map(({ exchange }) => exchange),
  page: async (url) => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_500), redirect: 'follow' });
    return answer.ok && Number(answer.headers.get('content-length') ?? 0) < 100_000 ? answer.text() : null;
  },
  srv: async (name) => (await resolving.resolveSrv(name)).map(({ name: host, port }) => ({ host, port })),
};

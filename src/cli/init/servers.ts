import { autoconfigUrls, readAutoconfig } from './autoconfig.ts';

/**
 * Which servers a mailbox has: by the list of great providers (found by the domain, or by who takes its mail), else by what
 * the domain itself publishes (autoconfig; RFC 6186, RFC 8314), else by Thunderbird's collection, else by guess. All are asked at
 * once, and told the domain's name alone; nothing about the mailbox leaves the machine.
 */
export type Found = { readonly imap: Place; readonly smtp: Place; readonly by: string };
export type Place = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
};

export type Lookup = {
  mx(domain: string): Promise<string[]>;
  srv(name: string): Promise<{ readonly host: string; readonly port: number }[]>;
  /** The text at an address; null: there is none, or not in time. */
  page(url: string): Promise<string | null>;
};

type Provider = {
  readonly name: string;
  /** Ends of domains and of mail exchangers that are theirs. */
  readonly ends: readonly string[];
  readonly imap: string;
  readonly smtp: string;
  /** RFC 8314's 465 unless they take mail on 587 only. */
  readonly submission?: 587;
};

const PROVIDERS: readonly Provider[] = [
  {
    name: 'Google',
    ends: ['gmail.com', 'googlemail.com', 'google.com'],
    imap: 'imap.gmail.com',
    smtp: 'smtp.gmail.com',
  },
  {
    name: 'Microsoft 365',
    ends: ['mail.protection.outlook.com', 'outlook.com', 'hotmail.com', 'live.com', 'mx.microsoft'],
    imap: 'outlook.office365.com',
    smtp: 'smtp.office365.com',
    submission: 587,
  },
  {
    name: 'iCloud',
    ends: ['icloud.com', 'me.com', 'mac.com'],
    imap: 'imap.mail.me.com',
    smtp: 'smtp.mail.me.com',
    submission: 587,
  },
  {
    name: 'Fastmail',
    ends: ['fastmail.com', 'messagingengine.com'],
    imap: 'imap.fastmail.com',
    smtp: 'smtp.fastmail.com',
  },
  { name: 'Yahoo', ends: ['yahoo.com', 'yahoodns.net'], imap: 'imap.mail.yahoo.com', smtp: 'smtp.mail.yahoo.com' },
  { name: 'GMX', ends: ['gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch'], imap: 'imap.gmx.net', smtp: 'mail.gmx.net' },
  { name: 'WEB.DE', ends: ['web.de'], imap: 'imap.web.de', smtp: 'smtp.web.de', submission: 587 },
  { name: 'IONOS', ends: ['ionos.de', 'kundenserver.de'], imap: 'imap.ionos.de', smtp: 'smtp.ionos.de' },
  { name: 'IONOS', ends: ['ionos.com', 'ionos.co.uk', 'perfora.net'], imap: 'imap.ionos.com', smtp: 'smtp.ionos.com' },
  { name: 'STRATO', ends: ['rzone.de', 'strato.de'], imap: 'imap.strato.de', smtp: 'smtp.strato.de' },
  { name: 'mailbox.org', ends: ['mailbox.org'], imap: 'imap.mailbox.org', smtp: 'smtp.mailbox.org' },
  { name: 'Posteo', ends: ['posteo.de'], imap: 'posteo.de', smtp: 'posteo.de' },
  { name: 'OVH', ends: ['mail.ovh.net', 'ovh.net'], imap: 'ssl0.ovh.net', smtp: 'ssl0.ovh.net' },
  { name: 'Zoho', ends: ['zoho.eu'], imap: 'imap.zoho.eu', smtp: 'smtp.zoho.eu' },
  { name: 'Zoho', ends: ['zoho.com'], imap: 'imap.zoho.com', smtp: 'smtp.zoho.com' },
  { name: 'Migadu', ends: ['migadu.com'], imap: 'imap.migadu.com', smtp: 'smtp.migadu.com' },
];

/** The servers of an address's domain; never fails, a guess is the worst. */
export async function findServers(domain: string, lookup: Lookup): Promise<Found> {
  const published = autoconfigUrls(domain);
  const [exchangers, imaps, imap, submissions, submission, ...pages] = await Promise.all([
    quietly(lookup.mx(domain)),
    quietly(lookup.srv(`_imaps._tcp.${domain}`)),
    quietly(lookup.srv(`_imap._tcp.${domain}`)),
    quietly(lookup.srv(`_submissions._tcp.${domain}`)),
    quietly(lookup.srv(`_submission._tcp.${domain}`)),
    ...[...published.own, published.collection].map((url) => lookup.page(url).catch(() => null)),
  ]);
  const provider = PROVIDERS.find(({ ends }) => [domain, ...exchangers].some((host) => endsLike(host, ends)));
  if (provider !== undefined) return ofProvider(provider);
  const collected = pages.at(-1) ?? null;
  const own = pages
    .slice(0, -1)
    .flatMap((page) => (page === null ? [] : (readAutoconfig(page, `as ${domain} publishes`) ?? [])))[0];
  if (own !== undefined) return own;
  const known = collected === null ? null : readAutoconfig(collected, 'Thunderbird’s collection');
  const guess = guessed(domain);
  const reading = first(imaps, 'implicit') ?? first(imap, 'starttls');
  const sending = first(submissions, 'implicit') ?? first(submission, 'starttls');
  if (reading === null && sending === null) return known ?? guess;
  return { imap: reading ?? guess.imap, smtp: sending ?? guess.smtp, by: `as ${domain} publishes` };
}

function ofProvider({ name, imap, smtp, submission }: Provider): Found {
  return {
    imap: { host: imap, port: 993, tls: 'implicit' },
    smtp: submission === 587 ? { host: smtp, port: 587, tls: 'starttls' } : { host: smtp, port: 465, tls: 'implicit' },
    by: name,
  };
}

function guessed(domain: string): Found {
  return {
    imap: { host: `imap.${domain}`, port: 993, tls: 'implicit' },
    smtp: { host: `smtp.${domain}`, port: 465, tls: 'implicit' },
    by: 'a guess',
  };
}

function endsLike(host: string, ends: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return ends.some((end) => name === end || name.endsWith(`.${end}`));
}

/** A target of "." says that there is no such service (RFC 2782). */
function first(records: readonly { host: string; port: number }[], tls: Place['tls']): Place | null {
  const record = records.find(({ host }) => host !== '' && host !== '.');
  return record === undefined ? null : { host: record.host.replace(/\.$/, ''), port: record.port, tls };
}

async function quietly<T>(looked: Promise<T[]>): Promise<T[]> {
  return looked.catch(() => []);
}

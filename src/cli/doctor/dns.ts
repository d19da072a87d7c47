import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import type { Config, DkimConfig } from '../../config.ts';
import { domainOf } from '../../requests/address.ts';
import { fail, ok, said, skip, warn, type Finding } from './finding.ts';

/** Looking names up; a name without such a record has none (an empty list), a failing server throws. */
export type Resolver = {
  /** Each record with its strings joined. */
  txt(name: string): Promise<string[]>;
  mx(name: string): Promise<string[]>;
  /** The addresses of a host. */
  addresses(name: string): Promise<string[]>;
  /** The names of an address (PTR). */
  names(address: string): Promise<string[]>;
};

/** Names that are nobody's (RFC 2606, RFC 6761, RFC 6762): nothing can be published for them. */
const NOT_PUBLIC = /(^|\.)(test|example|invalid|localhost|local|internal|lan|home\.arpa|example\.(com|net|org))$/;

/** Whether the world can see that our mail is ours: SPF, DKIM, DMARC; and whether it can write to us: MX. */
export async function checkDns(config: Config, resolver: Resolver): Promise<Finding[]> {
  const domain = domainOf(config.outbound.from.address);
  const domains = new Set(config.mailboxes.map((mailbox) => domainOf(mailbox.address)));
  if (NOT_PUBLIC.test(domain)) return [skip('DNS', `${domain} is not a public domain`)];
  return Promise.all([
    ...[...domains].map((name) => looked(`MX ${name}`, () => mx(name, resolver))),
    looked(`SPF ${domain}`, () => spf(domain, config, resolver)),
    looked(`DKIM ${domain}`, () => dkim(config.outbound.dkim, domain, resolver)),
    looked(`DMARC ${domain}`, () => dmarc(domain, resolver)),
    ...ownServer(config, [domain, ...domains]).map((host) => looked(`PTR ${host}`, () => ptr(host, resolver))),
  ]);
}

async function looked(title: string, check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return warn(title, `could not be looked up: ${said(message)}`, 'check this machine’s DNS, then try again');
  }
}

async function mx(domain: string, resolver: Resolver): Promise<Finding> {
  const title = `MX ${domain}`;
  const hosts = await resolver.mx(domain);
  return hosts.length > 0
    ? ok(title, said(hosts.join(', ')))
    : fail(title, 'no server takes mail for this domain', 'publish an MX record, or correct the mailbox’s address');
}

async function spf(domain: string, config: Config, resolver: Resolver): Promise<Finding> {
  const title = `SPF ${domain}`;
  const records = (await resolver.txt(domain)).filter((record) => /^v=spf1( |$)/i.test(record));
  const [record] = records;
  if (record === undefined)
    return warn(title, 'there is none', `publish a TXT record for ${domain}: "v=spf1 ${mechanism(config)} ~all"`);
  if (records.length > 1)
    return fail(title, `there are ${records.length}, which counts as none (RFC 7208 §4.5)`, 'make one of them');
  if (/[ ]\+?all\b/i.test(record) && !/[ ][-~?]all\b/i.test(record))
    return warn(title, 'it lets everybody send in your name (+all)', 'end it with ~all');
  if (config.outbound.route.kind === 'ses' && !record.includes('amazonses.com'))
    return warn(
      title,
      'it does not name Amazon SES',
      'add include:amazonses.com, unless SES uses an own MAIL FROM domain',
    );
  return ok(title, said(record));
}

function mechanism(config: Config): string {
  return config.outbound.route.kind === 'ses' ? 'include:amazonses.com' : 'mx';
}

/** Selectors of the great providers, for a desk whose provider signs. */
const USUAL_SELECTORS = ['selector1', 'selector2', 'google', 'default', 'dkim', 'mail', 's1', 's2', 'k1', 'fm1'];

async function dkim(config: DkimConfig | null, from: string, resolver: Resolver): Promise<Finding> {
  const title = `DKIM ${from}`;
  if (config === null) {
    const found = await Promise.all(
      USUAL_SELECTORS.map(async (selector) => ((await keyRecord(selector, from, resolver)) === null ? null : selector)),
    );
    const selectors = found.filter((selector) => selector !== null);
    return selectors.length > 0
      ? ok(title, `your provider’s keys are published: ${selectors.join(', ')}`)
      : skip(title, 'no key under the usual names; the round trip shows whether the provider signs');
  }
  const { selector, domain, privateKey } = config;
  const name = `${selector}._domainkey.${domain}`;
  const published = await keyRecord(selector, domain, resolver);
  const ours = publicKeyOf(privateKey);
  if (ours === null) return fail(title, 'the private key cannot be read', 'set outbound.dkim.key to a PEM file');
  const record = `"v=DKIM1; k=${ours.type}; p=${ours.key}"`;
  if (published === null) return fail(title, `there is no ${name}`, `publish a TXT record for ${name}: ${record}`);
  if (published !== ours.key)
    return fail(title, `${name} holds another key than ours: every signature fails`, `replace it by: ${record}`);
  if (domain !== from && !from.endsWith(`.${domain}`))
    return warn(title, `signed by ${domain}, which is not the sender’s domain`, 'DMARC needs both alike');
  return ok(title, `${name} holds our key`);
}

/** The public key of a selector, base64 without blanks; null where there is none or it was revoked (p=). */
async function keyRecord(selector: string, domain: string, resolver: Resolver): Promise<string | null> {
  const records = await resolver.txt(`${selector}._domainkey.${domain}`);
  const keys = records.flatMap((record) => /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replaceAll(/\s/g, '') ?? []);
  return keys.find((key) => key !== '') ?? null;
}

function publicKeyOf(pem: string): { type: 'rsa' | 'ed25519'; key: string } | null {
  try {
    const key = createPublicKey(pem);
    const der = key.export({ type: 'spki', format: 'der' });
    // RFC 8463: an Ed25519 key is published bare, the last 32 octets of its DER.
    return key.asymmetricKeyType === 'ed25519'
      ? { type: 'ed25519', key: der.subarray(-32).toString('base64') }
      : { type: 'rsa', key: der.toString('base64') };
  } catch {
    return null;
  }
}

async function dmarc(domain: string, resolver: Resolver): Promise<Finding> {
  const title = `DMARC ${domain}`;
  for (const name of parents(domain)) {
    const records = (await resolver.txt(`_dmarc.${name}`)).filter((record) => /^v=DMARC1\b/i.test(record));
    if (records.length === 1) return ok(title, said(records[0]!));
    if (records.length > 1) return fail(title, `_dmarc.${name} has ${records.length} records`, 'leave one of them');
  }
  return warn(
    title,
    'there is none',
    `publish a TXT record for _dmarc.${domain}: "v=DMARC1; p=none; rua=mailto:postmaster@${domain}"`,
  );
}

/** Our own way out, whose address others judge; a provider's name is the provider's to keep. */
function ownServer({ outbound: { route } }: Config, domains: readonly string[]): string[] {
  if (route.kind === 'ses' || isIP(route.host) !== 0) return [];
  return domains.some((domain) => route.host === domain || route.host.endsWith(`.${domain}`)) ? [route.host] : [];
}

/** An address whose name leads back to it (RFC 1912 §2.1): many servers refuse mail from any other. */
async function ptr(host: string, resolver: Resolver): Promise<Finding> {
  const title = `PTR ${host}`;
  const [address] = await resolver.addresses(host);
  if (address === undefined) return warn(title, 'it has no address', 'correct outbound.smtp.host');
  const names = await resolver.names(address);
  const back = await Promise.all(names.slice(0, 5).map((name) => resolver.addresses(name)));
  const name = names.find((_, index) => back[index]?.includes(address));
  if (name !== undefined) return ok(title, `${address} is ${name}`);
  const what =
    names.length === 0 ? `${address} has no name` : `${address} is called ${names[0] ?? ''}, which is not that address`;
  return warn(title, what, `ask whoever gave you ${address} to name it ${host} (PTR); many refuse its mail otherwise`);
}

/** The domain and those above it, down to two labels: receivers look at the organisation's where the own is missing. */
function parents(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}

import { Parser } from 'htmlparser2';
import type { Found, Place } from './servers.ts';

/**
 * Where a domain may publish its servers for mail programs (Thunderbird's autoconfig, draft-ietf-mailmaint-autoconfig): at home,
 * and last in Thunderbird's own collection. Only the name of the domain is told to them.
 */
export function autoconfigUrls(domain: string): { readonly own: readonly string[]; readonly collection: string } {
  return {
    own: [
      `https://autoconfig.${domain}/mail/config-v1.1.xml`,
      `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
    ],
    collection: `https://autoconfig.thunderbird.net/v1.1/${domain}`,
  };
}

const TLS: Readonly<Record<string, Place['tls']>> = { ssl: 'implicit', starttls: 'starttls' };
const LONGEST = 100_000;

type Server = { readonly kind: string; readonly type: string; readonly words: Record<string, string> };

/** The IMAP and SMTP server of an autoconfig document; null where it does not name both over TLS. */
export function readAutoconfig(xml: string, by: string): Found | null {
  const servers = serversIn(xml.slice(0, LONGEST));
  const place = (kind: string, type: string): Place | null =>
    servers.filter((one) => one.kind === kind && one.type === type).flatMap(({ words }) => placeOf(words) ?? [])[0] ??
    null;
  const imap = place('incomingserver', 'imap');
  const smtp = place('outgoingserver', 'smtp');
  return imap && smtp && { imap, smtp, by };
}

function placeOf({ hostname = '', port = '', sockettype = '' }: Record<string, string>): Place | null {
  const tls = TLS[sockettype.toLowerCase()];
  const isSound = /^[a-z0-9.-]{1,253}$/i.test(hostname) && /^\d{1,5}$/.test(port) && Number(port) <= 65_535;
  return tls !== undefined && isSound ? { host: hostname, port: Number(port), tls } : null;
}

function serversIn(xml: string): Server[] {
  const servers: Server[] = [];
  let open: Server | null = null;
  let word = '';
  const parser = new Parser(
    {
      onopentag(name, { type = '' }) {
        if (name === 'incomingserver' || name === 'outgoingserver') open = { kind: name, type, words: {} };
        word = name;
      },
      ontext(text) {
        if (open) open.words[word] = `${open.words[word] ?? ''}${text}`.trim();
      },
      onclosetag(name) {
        word = '';
        if (open?.kind !== name) return;
        servers.push(open);
        open = null;
      },
    },
    { decodeEntities: true },
  );
  parser.end(xml);
  return servers;
}

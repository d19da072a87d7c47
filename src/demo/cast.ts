import type { Account } from './embedded-mail/imap-server.ts';

/** Who plays in the sandbox. */
export const CLIENTS = [
  { name: 'Jo Baker', address: 'jo@bakery.test' },
  { name: 'Maria Klein', address: 'maria@kunde.test' },
  { name: 'Sam Reed', address: 'sam@reed.test' },
] as const;

export const STAFF = { name: 'Ann Lee', address: 'ann@example.test' } as const;
/** Changes the letters. */
export const ADMIN = { name: 'Olga Stern', address: 'olga@example.test' };
export const SUPPORT = 'support@example.test';

const [FIRST_CLIENT, ...MORE_CLIENTS] = CLIENTS.map((client) => client.address);

export const ACCOUNTS: readonly Account[] = [
  { user: 'client', password: 'demo', address: FIRST_CLIENT ?? '', aliases: MORE_CLIENTS },
  { user: 'support', password: 'demo', address: SUPPORT, aliases: ['info@example.test'] },
  { user: 'staff', password: 'demo', address: STAFF.address },
];

/** A configuration like one that a small firm would write; the sandbox runs on it unchanged. */
export function demoConfiguration(imapPort: number, smtpPort: number, pagesPort: number): string {
  return `company:   { name: Example Ltd, domain: example.test }
database:  ./data
secret:    \${REPLYDESK_SECRET}
mailboxes:
  - address: ${SUPPORT}
    aliases: [info@example.test]
    plusAddressing: yes
    imap: { host: 127.0.0.1, port: ${imapPort}, tls: none, user: support, password: demo }
outbound:
  from: Example Support <${SUPPORT}>
  smtp: { host: 127.0.0.1, port: ${smtpPort}, tls: none, connections: 2 }
staff:
  - { name: ${STAFF.name}, address: ${STAFF.address}, team: support, role: lead }
  - { name: ${ADMIN.name}, address: ${ADMIN.address}, team: office, role: admin }
policy:    e
locale:    en
calendar:  { timeZone: Europe/Berlin, hours: { mon-fri: "09:00-17:00" } }
admin:     { listen: 127.0.0.1:${pagesPort} }
`;
}

/** What lies in the mailbox at the start: two people, a machine and a newsletter. */
export const SAMPLES: readonly { readonly from: string; readonly text: string }[] = [
  mail(
    'Jo Baker <jo@bakery.test>',
    'The invoice for February is wrong',
    '<invoice@bakery.test>',
    [],
    [
      'Hello,',
      '',
      'you have charged us twice for February (invoice 2026-118).',
      'Could you please send a corrected one?',
      '',
      'Best wishes',
      'Jo Baker',
    ],
  ),
  mail(
    'Maria Klein <maria@kunde.test>',
    'Lieferung nicht angekommen',
    '<lieferung@kunde.test>',
    [],
    [
      'Guten Tag,',
      '',
      'unsere Bestellung vom Montag ist noch nicht angekommen.',
      'Können Sie bitte nachsehen, wo sie geblieben ist?',
      '',
      'Viele Grüße',
      'Maria Klein',
    ],
  ),
  mail(
    'Sam Reed <sam@reed.test>',
    'Automatic reply: your order',
    '<away@reed.test>',
    ['Auto-Submitted: auto-replied'],
    ['I am out of the office until Monday and will answer then.'],
  ),
  mail(
    'The Weekly Loaf <news@loaf.test>',
    'Ten breads for spring',
    '<issue-12@loaf.test>',
    ['List-Unsubscribe: <mailto:leave@loaf.test>', 'Precedence: bulk'],
    ['Our best recipes of the week.'],
  ),
];

function mail(from: string, subject: string, id: string, headers: readonly string[], lines: readonly string[]) {
  const head = [`From: ${from}`, `To: ${SUPPORT}`, `Subject: ${subject}`, `Message-ID: ${id}`, ...headers];
  const mime = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];
  return { from: /<(.*)>/.exec(from)?.[1] ?? '', text: [...head, ...mime, '', ...lines, ''].join('\r\n') };
}

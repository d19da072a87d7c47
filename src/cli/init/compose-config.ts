import type { Place } from './servers.ts';

/** All that a first configuration says. */
export type Answers = {
  readonly address: string;
  readonly company: string;
  readonly imap: Place;
  readonly smtp: Place;
  readonly user: string;
  /** Null: the way out takes mail without signing in. */
  readonly smtpUser: string | null;
  /** The app by which Microsoft lets us in; null: a password does. */
  readonly app: { readonly clientId: string; readonly tenant: string } | null;
  readonly staff: readonly { readonly name: string; readonly address: string }[];
  readonly timeZone: string;
  /** Days → hours. */
  readonly hours: Readonly<Record<string, string | readonly string[]>>;
  readonly holidays: { readonly country: string; readonly region: string | null } | null;
  readonly policy: string;
  readonly locale: string;
  readonly database: string;
  readonly shadow: boolean;
};

/** The file as a person would have written it, with comments that say what may be changed. */
export function composeConfig(answers: Answers): string {
  const { address, company, imap, smtp, user, smtpUser, staff, timeZone, hours, holidays } = answers;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const opening = Object.entries(hours).map(([days, times]) => `${days}: ${JSON.stringify(times)}`);
  const place = holidays && `{ country: ${holidays.country}${holidays.region ? `, region: ${holidays.region}` : ''} }`;
  const proof = answers.app ? 'oauth: office' : 'password: ${IMAP_PASSWORD}';
  const signIn = smtpUser === null ? '' : `, user: ${value(smtpUser)}, ${proof}`;
  return `# Replydesk reads this file when it starts. "replydesk config check" tells every mistake in it,
# "replydesk config schema" all that can stand here, "replydesk doctor" whether it works.
# \${NAME} takes a value from the environment or from the file .env beside this one.

company:  { name: ${value(company)}, domain: ${value(domain)} }
database: ${value(answers.database)}          # a folder: its own PostgreSQL; or postgres://user@host/name
secret:   \${REPLYDESK_SECRET}   # signs links and reply addresses: keep it, and keep it to yourself

mailboxes:
  - address: ${value(address)}
    aliases: []                 # further addresses whose mail lands in this mailbox
    imap: { host: ${value(imap.host)}, port: ${imap.port}, tls: ${imap.tls}, user: ${value(user)}, ${proof} }
    since: golive               # mail that lay there before the first start is never acknowledged
    afterwards: keep            # what happens to a mail that was taken: keep, seen, or "move: Folder"

outbound:
  from: ${value(`${company} <${address}>`)}
  smtp: { host: ${value(smtp.host)}, port: ${smtp.port}, tls: ${smtp.tls}${signIn} }
${answers.app ? GRANT : ''}
# Who answers: from any mail program, by replying to the notification.
staff:${staff.length === 0 ? ' []' : ''}
${staff.map((person, index) => `  - { name: ${value(person.name)}, address: ${value(person.address)}${index === 0 ? ', role: lead' : ''} }\n`).join('')}
policy:   ${value(answers.policy)}                     # what is promised to clients and when: a, b, c, d, e, or a file of your own
locale:   ${value(answers.locale)}
calendar:
  timeZone: ${value(timeZone)}
  hours: { ${opening.join(', ')} }
${place === null ? '  # holidays: { country: DE, region: BE }\n' : `  holidays: ${place}\n`}

# Who gets a mail when the desk itself is in trouble; heartbeat: an address that is fetched as long as all is well.
${alarms(staff[0]?.address)}
# Who hears at the first opening of each week how the desk stands.
${weekly(staff[0]?.address)}
# Pages, health and metrics for this machine.
admin: { listen: 127.0.0.1:8025 }

shadow: ${String(answers.shadow).padEnd(5)}                   # true: everything is decided and composed, nothing is sent

# Once "replydesk doctor" has named the server that proves senders:
# trustedAuthservId: mx.${domain}
`;
}

const GRANT = `
# Microsoft 365 takes no passwords: "replydesk oauth sign-in office" lets the desk in, once.
oauth:
  - { name: office, provider: microsoft, tenant: \${MICROSOFT_TENANT}, clientId: \${MICROSOFT_CLIENT_ID} }
`;

function weekly(first: string | undefined): string {
  return first === undefined ? '# weekly: { to: [you@example.com] }' : `weekly: { to: [${value(first)}] }`;
}

function alarms(first: string | undefined): string {
  return first === undefined ? '# alarms: { to: [you@example.com] }' : `alarms: { to: [${value(first)}] }`;
}

/** Plain where YAML takes it as it is meant, else quoted. */
function value(text: string): string {
  const plain =
    /^[A-Za-z][A-Za-z0-9 ._@/+<>-]*$|^\.{0,2}\/[\w./-]+$/.test(text) &&
    !/^(true|false|yes|no|null|on|off)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}

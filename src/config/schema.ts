import { z } from 'zod';
import { calendarSchema } from '../calendar-file.ts';
import { CHANNELS } from '../requests/decide/decision.ts';
import { WEBHOOK_EVENTS } from '../requests/decide/clock.ts';
import {
  address,
  database,
  domain,
  date,
  duration,
  endpoint,
  flag,
  group,
  host,
  integer,
  keeping,
  listOf,
  listen,
  locale,
  namedAddress,
  orNull,
  password,
  phone,
  since,
  size,
  span,
  text,
  timeZone,
} from './values.ts';

/**
 * The shape of `replydesk.yaml`: every key, its meaning and its default. The JSON Schema that editors use is made of it, so
 * a description here is what a person reads while typing. What the file means beyond its shape is judged in resolve.ts.
 */
const FROM_ENVIRONMENT = '${NAME} takes it from the environment';

const server = {
  host: host.describe('name of the server'),
  port: orNull(integer(1, 65_535)).describe('default: the usual port of the kind of TLS'),
  tls: orNull(z.enum(['implicit', 'starttls', 'none'])).describe('default: by the port, else implicit'),
  user: orNull(text).describe('who signs in'),
  password: orNull(password).describe(FROM_ENVIRONMENT),
  oauth: orNull(text).describe('the name of a grant under oauth, in place of a password'),
};

const AFTERWARDS = 'write keep, seen or "move: Folder"';

const mailbox = z.strictObject({
  address: address.describe('the address that clients write to'),
  aliases: listOf(address).describe('also ours; mail to them is for this desk'),
  plusAddressing: z
    .preprocess(
      (value) => (value === true ? 'yes' : value === false ? 'no' : (value ?? 'auto')),
      z.enum(['auto', 'yes', 'no']),
    )
    .default('auto')
    .describe('whether mail to support+anything@ arrives; auto: doctor finds out'),
  imap: z.strictObject(server).describe('where the mailbox is read'),
  folder: text.default('INBOX'),
  sent: z
    .preprocess((value) => value ?? 'auto', text)
    .default('auto')
    .describe('the folder of answers sent straight from the mailbox; auto: the one the server marks as Sent; none'),
  since: since
    .prefault('golive')
    .describe('older mail is filed and never acknowledged: golive, or a date such as 2026-01-31'),
  afterwards: z
    .union(
      [
        z.enum(['keep', 'seen']),
        z.string().regex(/^move: *\S/, AFTERWARDS),
        z.strictObject({ move: text }).transform(({ move }) => `move: ${move}`),
      ],
      { error: AFTERWARDS },
    )
    .default('keep')
    .describe('what happens to a mail that was taken'),
  shadow: orNull(flag).describe('decide and compose everything, send nothing'),
});

const smtp = z.strictObject({
  ...server,
  tls: orNull(z.enum(['implicit', 'starttls', 'opportunistic', 'none'])).describe(
    'default: by the port, else implicit; opportunistic: encrypted where the server offers it, in the clear otherwise',
  ),
  connections: integer(1, 50).default(5).describe('how many mails are sent at once'),
});

const ses = z.strictObject({
  region: text.describe('such as eu-west-1'),
  endpoint: orNull(z.url('write an address such as http://127.0.0.1:8005')),
  accessKeyId: orNull(password).describe('default: as the AWS tools find it'),
  secretAccessKey: orNull(password),
  configurationSet: orNull(text),
  connections: integer(1, 50).default(5),
  topics: z
    .array(text.regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, 'write the ARN of an SNS topic'))
    .default([])
    .describe('SNS topics that tell of bounces, complaints and deliveries, to https://<admin.url>/sns'),
});

const pace = z.strictObject({
  domain: domain.describe('of the recipients'),
  connections: orNull(integer(1, 50)).describe('how many mails go to it at once; default: no limit'),
  perMinute: orNull(integer(1, 100_000)).describe(
    'how many mails go to it in a minute, evenly spread; default: no limit',
  ),
  tls: orNull(z.enum(['required', 'requiretls'])).describe(
    'required: mail to it leaves only encrypted, to a server whose certificate is right; requiretls: and every further server must do the same (RFC 8689)',
  ),
});

const oauth = z.strictObject({
  name: text.describe('how servers refer to it'),
  provider: z.enum(['microsoft', 'google', 'other']),
  grant: z
    .enum(['person', 'app', 'service-account'])
    .default('person')
    .describe('person: somebody signs in once; app: the tenant allowed it; service-account: a Google key file'),
  tenant: orNull(text).describe('Microsoft: the tenant, such as example.onmicrosoft.com'),
  clientId: orNull(text).describe('as the provider shows it for the registered app'),
  clientSecret: orNull(password).describe(FROM_ENVIRONMENT),
  secretExpires: orNull(date).describe('when the provider lets the secret end; admins are told 30 days before'),
  key: orNull(text).describe('Google: the JSON key file of the service account'),
  mailbox: orNull(address).describe('service-account: the mailbox that it acts for'),
  tokenUrl: orNull(endpoint).describe('other: where tokens are given out'),
  deviceUrl: orNull(endpoint).describe('other: where a device asks for a code'),
  authorizeUrl: orNull(endpoint).describe('other: where a person signs in'),
  scope: orNull(text).describe('other: what is asked for'),
});

const form = z.strictObject({
  from: address.describe('the address that the form sends from'),
  client: z
    .union([z.literal('reply-to'), z.strictObject({ field: text })], {
      error: 'write reply-to, or { field: "E-mail" } for a line of the text',
    })
    .default('reply-to')
    .describe('where the writer stands'),
});

const person = z.strictObject({
  name: text,
  address: address,
  also: listOf(address).describe('further addresses of the same person'),
  team: text.default('support'),
  role: z.enum(['agent', 'lead', 'manager', 'admin']).default('agent'),
  locale: orNull(locale).describe('the language in which the desk writes to this person; default: that of the desk'),
  phone: orNull(phone).describe('for the call at a critical incident'),
});

const client = z.strictObject({
  domain: orNull(domain),
  address: orNull(address),
  tier: orNull(text),
  accountManager: orNull(address),
  locale: orNull(locale),
  timeZone: orNull(timeZone),
  channel: orNull(z.enum(CHANNELS)).describe('how the client prefers to be reached; staff see it'),
  updates: orNull(span).describe('how often the client wants to hear of an open request, such as "1 week"'),
  phone: orNull(phone).describe('for the call at a critical incident'),
});

const webhook = z.strictObject({
  name: text.describe('how it is called in lists and in the log'),
  url: z
    .url({ protocol: /^https?$/, error: 'write an address such as https://pager.example.com/hook' })
    .describe('where it is posted to; no redirect is followed'),
  secret: password
    .min(16, 'is too short: at least 16 characters')
    .describe('signs every call (Standard Webhooks); ' + FROM_ENVIRONMENT),
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .min(1)
    .default([...WEBHOOK_EVENTS])
    .describe('which events it wants; default: all'),
});

export const configSchema = z.strictObject({
  company: z.strictObject({ name: text, domain }).describe('who you are, as mails say it'),
  database: database.prefault('./data').describe('a folder: its own PostgreSQL; or postgres://user@host/name'),
  secret: password
    .min(16, 'is too short: at least 16 characters, as made by replydesk init')
    .describe('signs reply tokens and links; made by replydesk init'),
  mailboxes: z.array(mailbox).min(1, 'name at least one mailbox').describe('the mailboxes that are read'),
  outbound: z
    .strictObject({
      from: namedAddress.describe('whom the mails come from'),
      smtp: orNull(smtp),
      ses: orNull(ses),
      fallback: orNull(z.strictObject({ smtp: orNull(smtp), ses: orNull(ses) })).describe(
        'a second way out, taken while the first one fails: smtp or ses',
      ),
      domains: listOf(pace).describe('how fast mail goes to certain domains, and how safely'),
      dkim: orNull(
        z.strictObject({
          domain: orNull(domain),
          selector: text,
          key: text.describe('file with the private key (PEM)'),
        }),
      ),
      copyToSent: flag.default(false).describe('put a copy of what was sent into the mailbox’s Sent folder'),
    })
    .describe('how mails leave'),
  oauth: listOf(oauth).describe('grants of providers that take no passwords, such as Microsoft 365'),
  trustedAuthservId: orNull(text).describe('whose Authentication-Results count'),
  acknowledgeUnauthenticated: z.enum(['full', 'plain', 'never']).default('plain'),
  relays: listOf(text).describe('own lists and forwarders whose list headers do not make a mail bulk'),
  forms: listOf(form).describe('website forms'),
  staff: listOf(person).describe('who answers'),
  clients: listOf(client).describe('what is known of clients'),
  policy: text.default('e').describe('a preset, a to e, or a file'),
  locale: locale.default('en').describe('the language of mails where a client has no other'),
  calendar: orNull(calendarSchema).describe('opening hours; default: mon-fri 09:00-17:00 UTC'),
  admin: group({
    listen: orNull(listen).describe('where run serves pages, health and metrics: host:port; default: nowhere'),
    url: orNull(z.url('write an address such as https://desk.example.com')).describe('what links in mails point to'),
  }),
  alarms: group({
    to: listOf(address).describe('who gets a mail when something is wrong; default: staff of role admin'),
    smtp: orNull(smtp).describe('another way out for these mails; default: as all mail leaves'),
    oldestDue: duration.prefault('15 minutes').describe('a mail that should have left waits this long'),
    failedPerHour: integer(1, 1_000_000).default(10).describe('so many mails were given up within an hour'),
    disk: size.prefault('500 MB').describe('less room than this is left on the disk of the database'),
    heartbeat: orNull(
      z.strictObject({
        url: z.url({ protocol: /^https?$/, error: 'write an address such as https://hc.example.com/ping/1' }),
        every: duration.prefault('1 minute'),
      }),
    ).describe('an address that is fetched as long as nothing is wrong; who misses it, calls you'),
  }).describe('what turns the desk red, and who is told'),
  weekly: group({
    to: listOf(address).describe('who hears at the first opening of each week how the desk stands; default: nobody'),
  }).describe('the weekly status by mail'),
  budgets: group({
    authenticatedPerThreeHours: integer(1, 10_000).default(5),
    unauthenticatedPerDay: integer(0, 10_000).default(1),
    unknownPerDay: integer(1, 10_000).default(3),
    unauthenticatedDomainPerTenMinutes: integer(0, 100_000).default(30),
    unauthenticatedMailboxPerTenMinutes: integer(0, 100_000).default(100),
    mailboxPerTenMinutes: orNull(integer(1, 1_000_000)).describe(
      'acknowledgements for one mailbox, whoever asks; default: no limit',
    ),
    allPerTenMinutes: orNull(integer(1, 1_000_000)).describe(
      'acknowledgements in all, whoever asks; default: no limit',
    ),
    stormPerTenMinutes: integer(10, 1_000_000)
      .default(100)
      .describe('so many mails of unproven senders, and ten times the usual, are a storm'),
    noticesPerTenMinutes: integer(1, 1_000_000)
      .default(100)
      .describe('further notices of clients’ mails to one colleague come in one list'),
    holdAfterHours: integer(1, 100_000).default(24).describe('acknowledgements of older mail wait for approval'),
  }).describe('limits of acknowledgements'),
  retry: group({
    delays: z
      .array(duration)
      .min(1)
      .prefault(['5 s', '30 s', '2 min', '10 min', '1 h', '4 h'])
      .describe('waits after failed attempts; the last repeats'),
    giveUpAfter: duration.prefault('5 days'),
  }),
  limits: group({
    mail: size.prefault('25 MB').describe('a larger mail is kept and set aside, not parsed'),
    attachments: size.prefault('15 MB').describe('what a relayed mail carries at most, in all'),
  }),
  shadow: flag.default(false).describe('decide and compose everything, send nothing; for all mailboxes'),
  retention: group({
    raw: keeping.prefault('forever').describe('raw mails of closed requests'),
    requests: keeping.prefault('forever').describe('closed requests and their record'),
    automatic: keeping.prefault('90 days').describe('mails that opened no request'),
    outbox: keeping.prefault('90 days').describe('the composed bytes of what was sent'),
  }).describe('how long what is kept: 90 days, 2 years, forever'),
  webhooks: listOf(webhook).describe('other systems that are called, such as a pager, where the policy says webhook'),
  templates: orNull(text).describe('a folder of own templates that go before the shipped ones'),
  log: group({
    level: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
    format: z.enum(['auto', 'json', 'plain']).default('auto'),
  }),
});

/** What a person wrote, each value understood by itself. */
export type Written = z.output<typeof configSchema>;

import type { Address } from '../requests/address.ts';
import type { Calendar } from '../requests/calendar.ts';
import type { WebhookEvent } from '../requests/decide/clock.ts';
import type { Span } from '../requests/span.ts';
import type { Budgets, Channel } from '../requests/decide/decision.ts';
import type { Policy } from '../requests/policy.ts';
import type { StaffMember } from '../requests/staff.ts';

/** The whole configuration, judged: defaults applied, paths absolute, policy and calendar read, addresses canonical. */
export type Config = {
  /** The file it was read from, absolute. */
  readonly file: string;
  readonly company: { readonly name: string; readonly domain: string };
  readonly database: DatabaseConfig;
  /** Signs reply tokens and links. */
  readonly secret: string;
  readonly mailboxes: readonly MailboxConfig[];
  readonly outbound: OutboundConfig;
  readonly oauth: readonly OAuthConfig[];
  /** Whose Authentication-Results count; null: nobody's, authentication is unknown. */
  readonly trustedAuthservId: string | null;
  readonly acknowledgeUnauthenticated: 'full' | 'plain' | 'never';
  /** Own lists and forwarders: list ids, addresses or domains, lower case. */
  readonly relays: readonly string[];
  readonly forms: readonly FormConfig[];
  readonly staff: readonly StaffMember[];
  readonly clients: readonly ClientConfig[];
  readonly policy: Policy;
  readonly locale: string;
  readonly calendar: Calendar;
  /** iCalendar feeds with further closing days. */
  readonly calendarFeeds: readonly string[];
  readonly admin: AdminConfig;
  readonly alarms: AlarmsConfig;
  readonly weekly: { readonly to: readonly string[] };
  readonly budgets: Budgets;
  readonly retry: RetryConfig;
  readonly limits: LimitsConfig;
  readonly retention: RetentionConfig;
  /** A folder of own templates that go before the shipped ones; null: none. */
  readonly templates: string | null;
  readonly log: LogConfig;
  readonly webhooks: readonly WebhookConfig[];
};

/** `./data` is a folder with our own PostgreSQL, `postgres://…` a server of the user's. */
export type DatabaseConfig =
  { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'server'; readonly url: string };

export type TlsMode = 'implicit' | 'starttls' | 'none';

/** How we reach and prove ourselves to a mail server. `password` null: no sign-in. */
export type ServerConfig = {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  readonly user: string | null;
  readonly password: string | null;
  /** The name of a grant, in place of a password. */
  readonly oauth: string | null;
};

export type MailboxConfig = {
  readonly address: string;
  /** Also ours; mail to them is for this desk. */
  readonly aliases: readonly string[];
  readonly plusAddressing: 'auto' | 'yes' | 'no';
  readonly imap: ServerConfig;
  readonly folder: string;
  /** The folder of answers sent straight from the mailbox; auto: special-use \Sent; null: not read. */
  readonly sent: 'auto' | { readonly folder: string } | null;
  /** Older mail is filed and never acknowledged. */
  readonly since: 'golive' | Temporal.Instant;
  /** What happens to a mail that was taken. */
  readonly afterwards:
    { readonly do: 'keep' } | { readonly do: 'seen' } | { readonly do: 'move'; readonly folder: string };
  /** Everything is decided and composed, nothing is sent. */
  readonly shadow: boolean;
};

export type OutboundConfig = {
  readonly from: Address;
  readonly route: RouteConfig;
  /** Taken while `route` fails; null: mail waits until it works again. */
  readonly fallback: RouteConfig | null;
  /** How fast mail goes to certain domains, and how safely. */
  readonly domains: readonly PaceConfig[];
  /** Null: the next server signs. */
  readonly dkim: DkimConfig | null;
  /** Whether a copy of what was sent is put into the mailbox's Sent folder. */
  readonly copyToSent: boolean;
};

export type RouteConfig = SmtpConfig | SesConfig;

/** Null: no limit. */
export type PaceConfig = {
  readonly domain: string;
  readonly connections: number | null;
  readonly perMinute: number | null;
  /** What its mail demands of the connection by which it leaves. */
  readonly tls: TlsDemand | null;
};

export type TlsDemand = 'required' | 'requiretls';

export type SmtpConfig = Omit<ServerConfig, 'tls'> & {
  readonly kind: 'smtp';
  /** opportunistic: encrypted where the server offers it. */
  readonly tls: TlsMode | 'opportunistic';
  /** How many mails are under way at once. */
  readonly connections: number;
};

export type SesConfig = {
  readonly kind: 'ses';
  readonly region: string;
  /** Another address than Amazon's, for tests. */
  readonly endpoint: string | null;
  /** Null: as the AWS tools find them (environment, profile, role). */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  readonly configurationSet: string | null;
  readonly connections: number;
  /** ARNs of the SNS topics that tell what became of mails. */
  readonly topics: readonly string[];
};

/** How tokens are got for servers that take no passwords (RFC 6749). */
export type OAuthConfig = {
  readonly name: string;
  readonly provider: 'microsoft' | 'google' | 'other';
  readonly tenant: string | null;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly secretExpires: Temporal.PlainDate | null;
  /** Null: as the provider documents it. */
  readonly tokenUrl: string | null;
  readonly deviceUrl: string | null;
  readonly authorizeUrl: string | null;
  readonly scope: string | null;
} & (
  | { readonly kind: 'person' | 'app' }
  | {
      readonly kind: 'service-account';
      readonly key: { readonly email: string; readonly privateKey: string; readonly subject: string };
    }
);

export type DkimConfig = {
  readonly domain: string;
  readonly selector: string;
  /** PEM, read from the file that the configuration names. */
  readonly privateKey: string;
};

/** Mail from a website form is written by whoever stands in Reply-To or in a named field of its text. */
export type FormConfig = {
  readonly from: string;
  readonly client: { readonly in: 'reply-to' } | { readonly in: 'field'; readonly field: string };
};

/** What is known of a client or a whole domain of them; exactly one of `domain` and `address` is set. */
export type ClientConfig = {
  readonly domain: string | null;
  readonly address: string | null;
  readonly tier: string | null;
  readonly accountManager: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly channel: Channel | null;
  readonly updates: Span | null;
  readonly phone: string | null;
};

export type AdminConfig = {
  /** Null: nothing is served. */
  readonly listen: { readonly host: string; readonly port: number } | null;
  /** Under which name browsers ask for pages, without a slash at the end. */
  readonly url: string;
  /** What links in clients' mails point to: `url` where it was written down, since nobody outside reaches a default. */
  readonly linkUrl: string | null;
};

/** When something counts as wrong, and who is told which way. */
export type AlarmsConfig = {
  readonly to: readonly string[];
  /** Another way out than the usual one; null: none. */
  readonly smtp: SmtpConfig | null;
  readonly oldestDue: Temporal.Duration;
  readonly failedPerHour: number;
  /** Octets. */
  readonly disk: number;
  readonly heartbeat: { readonly url: string; readonly every: Temporal.Duration } | null;
};

/** How long is waited after each failed attempt, the last wait again and again until it is given up. */
export type RetryConfig = { readonly delays: readonly Temporal.Duration[]; readonly giveUpAfter: Temporal.Duration };

/** Sizes in octets. */
export type LimitsConfig = {
  /** A larger mail is kept and quarantined, not parsed. */
  readonly mail: number;
  /** A relayed answer or notification carries attachments up to this in all. */
  readonly attachments: number;
};

/** How long what is kept; null: for ever. */
export type RetentionConfig = {
  /** Raw mails of closed requests. */
  readonly raw: Temporal.Duration | null;
  /** Closed requests with their record. */
  readonly requests: Temporal.Duration | null;
  /** Mails that opened no request: automatic, bulk, spam. */
  readonly automatic: Temporal.Duration | null;
  /** Composed bytes of what was sent. */
  readonly outbox: Temporal.Duration | null;
};

/** A system that is called where the policy says webhook. */
export type WebhookConfig = {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly events: readonly WebhookEvent[];
};

export type LogConfig = {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** auto: plain lines on a terminal, JSON elsewhere. */
  readonly format: 'auto' | 'json' | 'plain';
};

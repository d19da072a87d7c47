import type { ProviderWord } from './provider-events.ts';
import type { ColumnType, Generated } from 'kysely';
import type { Address } from '../requests/address.ts';
import type { DeliveryKind, DeliveryState } from '../requests/delivery.ts';
import type { Attachment } from '../requests/message.ts';
import type { Asked } from '../requests/question.ts';
import type { Reason } from '../requests/reason.ts';
import type { Priority, RequestState } from '../requests/request.ts';

type Instant = Temporal.Instant;
type InstantOrNull = ColumnType<Temporal.Instant | null, Temporal.Instant | null | undefined, Temporal.Instant | null>;
/** JSON: read as a value, written as JSON text. */
type Json<T> = ColumnType<T, string | undefined, string>;

export type Disposition = 'waiting' | 'filed' | 'staff' | 'automatic' | 'duplicate' | 'quarantined' | 'ignored';

/** The tables as `docs/schema.sql` shows them. */
export type Database = {
  lease: { name: string; holder: string; until: Instant };
  folder: {
    id: Generated<number>;
    mailbox: string;
    folder: string;
    role: 'inbox' | 'sent';
    uidvalidity: number;
    golive_uid: number;
    since: InstantOrNull;
    opened_at: Instant;
    polled_at: InstantOrNull;
    in_mailbox: Generated<number>;
  };
  raw_mail: { sha256: string; octets: Buffer; kept_at: Instant };
  fact: { about: string; name: string; value: string; shown_by: string; at: Instant };
  sent_copy: { mail_id: string; copied_at: Instant };
  request: {
    number: number;
    mailbox: string;
    subject: string;
    base_subject: string;
    client_address: string;
    client_name: string;
    state: RequestState;
    priority: Priority;
    urgency: string | null;
    impact: string | null;
    category: string | null;
    tier: string | null;
    owner: string | null;
    team: string | null;
    language: string | null;
    opened_at: Instant;
    acknowledged_at: InstantOrNull;
    first_response_at: InstantOrNull;
    resolved_at: InstantOrNull;
    closed_at: InstantOrNull;
    last_activity_at: Instant;
    linked_to: number | null;
    merged_into: number | null;
  };
  message: {
    id: number;
    direction: 'in' | 'out';
    request_number: number | null;
    raw_sha256: string | null;
    message_id: string | null;
    subject: string;
    from_name: string;
    from_address: string;
    recipients: Json<Address[]>;
    kind: string;
    reasons: Json<Reason[]>;
    authentication: string;
    language: string | null;
    text: string;
    visible_text: string;
    folded_text: string;
    attachments: Json<Attachment[]>;
    sent_at: InstantOrNull;
    received_at: Instant;
  };
  intake: {
    id: Generated<number>;
    folder_id: number;
    uid: number;
    internaldate: Instant;
    raw_sha256: string;
    content_sha256: string;
    disposition: Disposition;
    reason: string | null;
    reasons: Json<Reason[]>;
    request_number: number | null;
    message_id: number | null;
    attempts: Generated<number>;
    lease_until: InstantOrNull;
    last_error: string | null;
    kept_at: Instant;
    decided_at: InstantOrNull;
  };
  identifier: {
    id_key: string;
    request_number: number;
    how: 'sent' | 'received' | 'provider' | 'referenced';
    message_id: number | null;
  };
  participant: {
    request_number: number;
    address: string;
    name: string;
    role: 'client' | 'cc' | 'colleague';
    since: Instant;
  };
  event: {
    id: Generated<number>;
    request_number: number | null;
    at: Instant;
    kind: string;
    actor: string;
    message_id: number | null;
    reasons: Json<Reason[]>;
    data: Json<Record<string, unknown>>;
    /** Place in the chain of its request, the mail from which it follows, and the hash: given by the database. */
    line: Generated<number | null>;
    mail_sha256: Generated<string | null>;
    hash: Generated<string | null>;
  };
  question: {
    token: string;
    kind: Asked['kind'];
    asked: string;
    request_number: number | null;
    intake_id: number | null;
    data: Json<Asked>;
    asked_at: Instant;
    answered_at: InstantOrNull;
    answer: string | null;
  };
  client: {
    address: string;
    verified_at: InstantOrNull;
    verified_by: string | null;
    surveyed_at: InstantOrNull;
  };
  deadline: {
    id: Generated<number>;
    request_number: number;
    kind: string;
    due_at: Instant;
    state: 'open' | 'kept' | 'told' | 'missed' | 'cancelled';
    settled_at: InstantOrNull;
    data: Json<Record<string, unknown>>;
  };
  delivery: {
    id: Generated<number>;
    kind: DeliveryKind;
    request_number: number | null;
    message_id: number | null;
    mail_id: string;
    token: string;
    rcpt: string;
    counted_rcpt: string;
    envelope_from: string;
    octets: Buffer;
    state: DeliveryState;
    reasons: Json<Reason[]>;
    attempts: Generated<number>;
    unknown_outcomes: Generated<number>;
    created_at: Instant;
    first_due: Instant;
    due_at: Instant;
    lease_until: InstantOrNull;
    lease_holder: string | null;
    /** Some of it may have left: whoever holds the lease began to send it. */
    begun: Generated<boolean>;
    accepted_at: InstantOrNull;
    settled_at: InstantOrNull;
    last_error: string | null;
    provider_id: string | null;
    template: string | null;
    written_by: string | null;
    /** What has to be mended before it goes; null: only its time has to come. */
    waits_for: Generated<'route' | 'domain' | null>;
    /** The Message-ID of the acknowledgement that speaks for this one, too. */
    combined_in: Generated<string | null>;
  };
  oauth_grant: {
    name: string;
    sealed: Buffer;
    granted_at: Instant;
  };
  /** Addresses to which nothing automatic is sent: they bounced, or somebody complained. */
  suppression: {
    address: string;
    reason: 'bounce' | 'complaint';
    detail: string;
    delivery_id: number | null;
    since: Instant;
    expires_at: InstantOrNull;
  };
  /** A call to another system, to one of the configured targets. */
  webhook: {
    id: Generated<number>;
    /** The same for every target and at every attempt, so that a receiver can tell a repetition. */
    call_id: string;
    target: string;
    request_number: number | null;
    event: string;
    body: string;
    state: 'queued' | 'sending' | 'accepted' | 'failed' | 'cancelled';
    attempts: Generated<number>;
    created_at: Instant;
    due_at: Instant;
    lease_until: InstantOrNull;
    lease_holder: string | null;
    settled_at: InstantOrNull;
    last_error: string | null;
  };
  /** How many notices a colleague was sent since a window began. */
  staff_notices: { address: string; since: Instant; notices: number };
  /** Told in a list, in place of a notice each. */
  folded_notice: { address: string; request_number: number; at: Instant };
  /** Ways out that are left alone for a while. */
  route: { name: string; error: string; failed_at: Instant; again_at: Instant };
  /** What a provider said of a mail whose id was not on record yet. */
  early_word: {
    id: Generated<number>;
    provider_id: string;
    recipients: ColumnType<readonly string[], string, never>;
    word: ColumnType<ProviderWord, string, never>;
    at: Instant;
  };
  staff_absence: { address: string; since: Instant; until: Instant; note: string | null };
  /** How often the tokens of a person were declared void. */
  staff_epoch: { address: string; epoch: number; since: Instant };
  /** The last good copy of an iCalendar feed. */
  calendar_feed: {
    url: string;
    octets: string;
    etag: string | null;
    fetched_at: Instant;
    checked_at: Instant;
    problem: string | null;
  };
  /** Published templates, all there ever were. Without a source: the one that comes as a file. */
  template_version: {
    id: Generated<number>;
    name: string;
    locale: string;
    number: number;
    format: 'markdown' | 'mjml' | null;
    source: string | null;
    compiled: ColumnType<object | null, string | null, never>;
    /** The version that stands in where this one fails. */
    falls_back_to: number | null;
    note: string;
    author: string;
    published_at: Instant;
    is_published: boolean;
  };
  template_draft: {
    name: string;
    locale: string;
    format: 'markdown' | 'mjml';
    source: string;
    /** The published version that it was begun from; 0: the file. */
    based_on: number;
    /** Names one state of the draft; random, so that one begun anew is never taken for an older one. */
    revision: number;
    author: string;
    changed_at: Instant;
  };
  sign_in_link: {
    token_sha256: string;
    address: string;
    asked_at: Instant;
    expires_at: Instant;
    used_at: InstantOrNull;
  };
  session: { key_sha256: string; address: string; begun_at: Instant; seen_at: Instant; expires_at: Instant };
  /** What is wrong with the desk: a row lasts as long as the episode. */
  alarm: {
    code: string;
    about: string;
    line: string;
    first_seen: Instant;
    last_seen: Instant;
    told_at: InstantOrNull;
  };
};

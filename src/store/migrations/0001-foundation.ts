import { sql, type Kysely } from 'kysely';

/** The first schema. Indexes hold the invariants of docs/design.md; a migration is never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table lease (
     name text primary key,
     holder text not null,
     until timestamptz not null
   )`,
  `create table folder (
     id integer generated always as identity primary key,
     mailbox text not null,
     folder text not null,
     role text not null check (role in ('inbox', 'sent')),
     uidvalidity bigint not null,
     golive_uid bigint not null,
     since timestamptz,
     opened_at timestamptz not null,
     polled_at timestamptz,
     in_mailbox integer not null default 0,
     unique (mailbox, folder, uidvalidity)
   )`,
  `create table raw_mail (
     sha256 text primary key,
     octets bytea not null,
     kept_at timestamptz not null
   )`,
  `alter table raw_mail alter column octets set storage external`,
  `create table request (
     number integer primary key,
     mailbox text not null,
     subject text not null,
     base_subject text not null,
     client_address text not null,
     client_name text not null,
     state text not null check (state in ('new', 'open', 'waiting', 'resolved', 'closed')),
     priority text not null check (priority in ('critical', 'high', 'normal', 'low')),
     urgency text,
     impact text,
     category text,
     tier text,
     owner text,
     team text,
     language text,
     opened_at timestamptz not null,
     acknowledged_at timestamptz,
     first_response_at timestamptz,
     resolved_at timestamptz,
     closed_at timestamptz,
     last_activity_at timestamptz not null,
     linked_to integer references request,
     merged_into integer references request
   )`,
  `create index request_open on request (last_activity_at) where state <> 'closed'`,
  `create index request_client on request (client_address, last_activity_at)`,
  `create table message (
     id bigint primary key,
     direction text not null check (direction in ('in', 'out')),
     request_number integer references request,
     raw_sha256 text references raw_mail,
     message_id text,
     subject text not null,
     from_name text not null,
     from_address text not null,
     recipients jsonb not null default '[]',
     kind text not null,
     reasons jsonb not null default '[]',
     authentication text not null default 'unknown',
     language text,
     text text not null default '',
     visible_text text not null default '',
     folded_text text not null default '',
     attachments jsonb not null default '[]',
     sent_at timestamptz,
     received_at timestamptz not null
   )`,
  `create index message_request on message (request_number, received_at)`,
  `create table intake (
     id bigint generated always as identity primary key,
     folder_id integer not null references folder,
     uid bigint not null,
     internaldate timestamptz not null,
     raw_sha256 text not null references raw_mail,
     content_sha256 text not null,
     disposition text not null check (disposition in
       ('waiting', 'filed', 'staff', 'automatic', 'duplicate', 'quarantined', 'ignored')),
     reason text,
     reasons jsonb not null default '[]',
     request_number integer references request,
     message_id bigint references message,
     attempts integer not null default 0,
     lease_until timestamptz,
     last_error text,
     kept_at timestamptz not null,
     decided_at timestamptz,
     unique (folder_id, uid)
   )`,
  `create index intake_waiting on intake (id) where disposition = 'waiting'`,
  `create index intake_content on intake (content_sha256)`,
  `create index intake_quarantined on intake (id) where disposition = 'quarantined'`,
  `create table identifier (
     id_key text not null,
     request_number integer not null references request,
     how text not null check (how in ('sent', 'received', 'provider', 'referenced')),
     message_id bigint references message,
     primary key (id_key, request_number, how)
   )`,
  `create table participant (
     request_number integer not null references request,
     address text not null,
     name text not null,
     role text not null check (role in ('client', 'cc', 'colleague')),
     since timestamptz not null,
     primary key (request_number, address)
   )`,
  `create unique index participant_one_client on participant (request_number) where role = 'client'`,
  `create table event (
     id bigint generated always as identity primary key,
     request_number integer references request,
     at timestamptz not null,
     kind text not null,
     actor text not null,
     message_id bigint references message,
     reasons jsonb not null default '[]',
     data jsonb not null default '{}'
   )`,
  `create index event_request on event (request_number, id)`,
  `create table deadline (
     id bigint generated always as identity primary key,
     request_number integer not null references request,
     kind text not null,
     due_at timestamptz not null,
     state text not null check (state in ('open', 'kept', 'told', 'missed', 'cancelled')),
     settled_at timestamptz,
     data jsonb not null default '{}'
   )`,
  `create unique index deadline_one_open on deadline (request_number, kind) where state = 'open'`,
  `create index deadline_due on deadline (due_at) where state = 'open'`,
  `create table delivery (
     id bigint generated always as identity primary key,
     kind text not null,
     request_number integer references request,
     message_id bigint references message,
     mail_id text not null,
     token text not null,
     rcpt text not null,
     counted_rcpt text not null,
     envelope_from text not null,
     octets bytea not null,
     state text not null check (state in
       ('queued', 'sending', 'accepted', 'delivered', 'bounced', 'failed', 'suppressed', 'held', 'cancelled')),
     reasons jsonb not null default '[]',
     attempts integer not null default 0,
     unknown_outcomes integer not null default 0,
     created_at timestamptz not null,
     first_due timestamptz not null,
     due_at timestamptz not null,
     lease_until timestamptz,
     lease_holder text,
     accepted_at timestamptz,
     settled_at timestamptz,
     last_error text,
     provider_id text,
     template text
   )`,
  `alter table delivery alter column octets set storage external`,
  `create unique index delivery_once on delivery (mail_id, rcpt)`,
  `create index delivery_token on delivery (token)`,
  `create unique index delivery_one_acknowledgement on delivery (request_number) where kind = 'acknowledgement'`,
  `create index delivery_due on delivery (due_at, id) where state = 'queued'`,
  `create index delivery_sending on delivery (lease_until) where state = 'sending'`,
  `create index delivery_order on delivery (request_number, rcpt, id) where state in ('queued', 'sending')`,
  `create index delivery_counted on delivery (counted_rcpt, created_at) where kind = 'acknowledgement'`,
  `create index delivery_recent on delivery (created_at) where kind = 'acknowledgement'`,
  `create index delivery_request on delivery (request_number, id)`,
  `create view ingest as
     select f.mailbox, f.folder, f.uidvalidity, i.uid, i.internaldate, i.raw_sha256, m.message_id, i.disposition,
            i.reason, i.request_number as request_id
       from intake i join folder f on f.id = i.folder_id left join message m on m.id = i.message_id`,
  `create view outbox as
     select id, kind, request_number as request_id, mail_id as message_id, rcpt, state, attempts, unknown_outcomes,
            first_due, accepted_at as sent_at, last_error
       from delivery`,
];

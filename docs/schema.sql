create table alarm (
  code text not null,
  about text not null,
  line text not null,
  first_seen timestamp with time zone not null,
  last_seen timestamp with time zone not null,
  told_at timestamp with time zone,
  constraint alarm_pkey PRIMARY KEY (code, about)
);

create table calendar_feed (
  url text not null,
  octets text not null,
  etag text,
  fetched_at timestamp with time zone not null,
  checked_at timestamp with time zone not null,
  problem text,
  constraint calendar_feed_pkey PRIMARY KEY (url)
);

create table client (
  address text not null,
  verified_at timestamp with time zone,
  verified_by text,
  surveyed_at timestamp with time zone,
  constraint client_pkey PRIMARY KEY (address)
);

create table deadline (
  id bigint not null generated always as identity,
  request_number integer not null,
  kind text not null,
  due_at timestamp with time zone not null,
  state text not null,
  settled_at timestamp with time zone,
  data jsonb not null default '{}'::jsonb,
  constraint deadline_pkey PRIMARY KEY (id),
  constraint deadline_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number),
  constraint deadline_state_check CHECK ((state = ANY (ARRAY['open'::text, 'kept'::text, 'told'::text, 'missed'::text, 'cancelled'::text])))
);
CREATE INDEX deadline_clockwork ON public.deadline USING btree (due_at, id) WHERE ((state = 'open'::text) AND (kind = 'clockwork'::text));
CREATE INDEX deadline_due ON public.deadline USING btree (due_at) WHERE (state = 'open'::text);
CREATE UNIQUE INDEX deadline_one_open ON public.deadline USING btree (request_number, kind) WHERE (state = 'open'::text);
CREATE INDEX deadline_owed ON public.deadline USING btree (request_number, kind, id) WHERE (kind = ANY (ARRAY['respond'::text, 'resolve'::text]));

create table delivery (
  id bigint not null generated always as identity,
  kind text not null,
  request_number integer,
  message_id bigint,
  mail_id text not null,
  token text not null,
  rcpt text not null,
  counted_rcpt text not null,
  envelope_from text not null,
  octets bytea not null,
  state text not null,
  reasons jsonb not null default '[]'::jsonb,
  attempts integer not null default 0,
  unknown_outcomes integer not null default 0,
  created_at timestamp with time zone not null,
  first_due timestamp with time zone not null,
  due_at timestamp with time zone not null,
  lease_until timestamp with time zone,
  lease_holder text,
  accepted_at timestamp with time zone,
  settled_at timestamp with time zone,
  last_error text,
  provider_id text,
  template text,
  waits_for text,
  combined_in text,
  begun boolean not null default false,
  written_by text,
  constraint delivery_pkey PRIMARY KEY (id),
  constraint delivery_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id),
  constraint delivery_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'accepted'::text, 'delivered'::text, 'bounced'::text, 'failed'::text, 'suppressed'::text, 'held'::text, 'cancelled'::text]))),
  constraint delivery_waits_for_check CHECK ((waits_for = ANY (ARRAY['route'::text, 'domain'::text])))
);
CREATE INDEX delivery_combined ON public.delivery USING btree (combined_in) WHERE (combined_in IS NOT NULL);
CREATE INDEX delivery_counted ON public.delivery USING btree (counted_rcpt, created_at) WHERE (kind = 'acknowledgement'::text);
CREATE INDEX delivery_due ON public.delivery USING btree (due_at, id) WHERE (state = 'queued'::text);
CREATE INDEX delivery_failed ON public.delivery USING btree (settled_at) WHERE (state = 'failed'::text);
CREATE INDEX delivery_held ON public.delivery USING btree (created_at) WHERE (state = 'held'::text);
CREATE UNIQUE INDEX delivery_once ON public.delivery USING btree (mail_id, rcpt);
CREATE UNIQUE INDEX delivery_one_acknowledgement ON public.delivery USING btree (request_number) WHERE (kind = 'acknowledgement'::text);
CREATE INDEX delivery_order ON public.delivery USING btree (request_number, rcpt, id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX delivery_provider ON public.delivery USING btree (provider_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX delivery_recent ON public.delivery USING btree (created_at) WHERE (kind = 'acknowledgement'::text);
CREATE INDEX delivery_request ON public.delivery USING btree (request_number, id);
CREATE INDEX delivery_sending ON public.delivery USING btree (lease_until) WHERE (state = 'sending'::text);
CREATE INDEX delivery_token ON public.delivery USING btree (token);
CREATE INDEX delivery_waits_for_route ON public.delivery USING btree (due_at) WHERE ((state = 'queued'::text) AND (waits_for = 'route'::text));

create table early_word (
  id bigint not null generated always as identity,
  provider_id text not null,
  recipients jsonb not null,
  word jsonb not null,
  at timestamp with time zone not null,
  constraint early_word_pkey PRIMARY KEY (id)
);
CREATE INDEX early_word_provider ON public.early_word USING btree (provider_id);

create table event (
  id bigint not null generated always as identity,
  request_number integer,
  at timestamp with time zone not null,
  kind text not null,
  actor text not null,
  message_id bigint,
  reasons jsonb not null default '[]'::jsonb,
  data jsonb not null default '{}'::jsonb,
  line integer,
  mail_sha256 text,
  hash text,
  constraint event_pkey PRIMARY KEY (id),
  constraint event_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id),
  constraint event_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number)
);
CREATE INDEX event_desk ON public.event USING btree (kind, at) WHERE (request_number IS NULL);
CREATE UNIQUE INDEX event_desk_fired_once ON public.event USING btree (((data ->> 'deadline'::text))) WHERE ((kind = 'fired'::text) AND (request_number IS NULL));
CREATE UNIQUE INDEX event_fired_once ON public.event USING btree (request_number, ((data ->> 'deadline'::text))) WHERE ((kind = 'fired'::text) AND (request_number IS NOT NULL));
CREATE INDEX event_kind ON public.event USING btree (kind, at);
CREATE UNIQUE INDEX event_line ON public.event USING btree (request_number, line);
CREATE INDEX event_request ON public.event USING btree (request_number, id);

create table fact (
  about text not null,
  name text not null,
  value text not null,
  shown_by text not null,
  at timestamp with time zone not null,
  constraint fact_pkey PRIMARY KEY (about, name)
);

create table folded_notice (
  address text not null,
  request_number integer not null,
  at timestamp with time zone not null,
  constraint folded_notice_pkey PRIMARY KEY (address, request_number),
  constraint folded_notice_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number) ON DELETE CASCADE
);
CREATE INDEX folded_notice_request ON public.folded_notice USING btree (request_number);

create table folder (
  id integer not null generated always as identity,
  mailbox text not null,
  folder text not null,
  role text not null,
  uidvalidity bigint not null,
  golive_uid bigint not null,
  since timestamp with time zone,
  opened_at timestamp with time zone not null,
  polled_at timestamp with time zone,
  in_mailbox integer not null default 0,
  constraint folder_mailbox_folder_uidvalidity_key UNIQUE (mailbox, folder, uidvalidity),
  constraint folder_pkey PRIMARY KEY (id),
  constraint folder_role_check CHECK ((role = ANY (ARRAY['inbox'::text, 'sent'::text])))
);

create table identifier (
  id_key text not null,
  request_number integer not null,
  how text not null,
  message_id bigint,
  constraint identifier_pkey PRIMARY KEY (id_key, request_number, how),
  constraint identifier_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id),
  constraint identifier_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number),
  constraint identifier_how_check CHECK ((how = ANY (ARRAY['sent'::text, 'received'::text, 'provider'::text, 'referenced'::text])))
);

create table intake (
  id bigint not null generated always as identity,
  folder_id integer not null,
  uid bigint not null,
  internaldate timestamp with time zone not null,
  raw_sha256 text not null,
  content_sha256 text not null,
  disposition text not null,
  reason text,
  reasons jsonb not null default '[]'::jsonb,
  request_number integer,
  message_id bigint,
  attempts integer not null default 0,
  lease_until timestamp with time zone,
  last_error text,
  kept_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  constraint intake_folder_id_uid_key UNIQUE (folder_id, uid),
  constraint intake_pkey PRIMARY KEY (id),
  constraint intake_folder_id_fkey FOREIGN KEY (folder_id) REFERENCES folder(id),
  constraint intake_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id),
  constraint intake_raw_sha256_fkey FOREIGN KEY (raw_sha256) REFERENCES raw_mail(sha256),
  constraint intake_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number),
  constraint intake_disposition_check CHECK ((disposition = ANY (ARRAY['waiting'::text, 'filed'::text, 'staff'::text, 'automatic'::text, 'duplicate'::text, 'quarantined'::text, 'ignored'::text])))
);
CREATE INDEX intake_content ON public.intake USING btree (content_sha256);
CREATE INDEX intake_quarantined ON public.intake USING btree (id) WHERE (disposition = 'quarantined'::text);
CREATE INDEX intake_waiting ON public.intake USING btree (id) WHERE (disposition = 'waiting'::text);

create table lease (
  name text not null,
  holder text not null,
  until timestamp with time zone not null,
  constraint lease_pkey PRIMARY KEY (name)
);

create table message (
  id bigint not null,
  direction text not null,
  request_number integer,
  raw_sha256 text,
  message_id text,
  subject text not null,
  from_name text not null,
  from_address text not null,
  recipients jsonb not null default '[]'::jsonb,
  kind text not null,
  reasons jsonb not null default '[]'::jsonb,
  authentication text not null default 'unknown'::text,
  language text,
  text text not null default ''::text,
  visible_text text not null default ''::text,
  folded_text text not null default ''::text,
  attachments jsonb not null default '[]'::jsonb,
  sent_at timestamp with time zone,
  received_at timestamp with time zone not null,
  constraint message_pkey PRIMARY KEY (id),
  constraint message_raw_sha256_fkey FOREIGN KEY (raw_sha256) REFERENCES raw_mail(sha256),
  constraint message_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number),
  constraint message_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text])))
);
CREATE INDEX message_request ON public.message USING btree (request_number, received_at);
CREATE INDEX message_unproven ON public.message USING btree (received_at) WHERE ((direction = 'in'::text) AND (authentication = ANY (ARRAY['fail'::text, 'none'::text])));
CREATE INDEX message_words ON public.message USING gin (to_tsvector('simple'::regconfig, ((subject || ' '::text) || "left"(visible_text, 100000))));

create table oauth_grant (
  name text not null,
  sealed bytea not null,
  granted_at timestamp with time zone not null,
  constraint oauth_grant_pkey PRIMARY KEY (name)
);

create table participant (
  request_number integer not null,
  address text not null,
  name text not null,
  role text not null,
  since timestamp with time zone not null,
  constraint participant_pkey PRIMARY KEY (request_number, address),
  constraint participant_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number),
  constraint participant_role_check CHECK ((role = ANY (ARRAY['client'::text, 'cc'::text, 'colleague'::text])))
);
CREATE UNIQUE INDEX participant_one_client ON public.participant USING btree (request_number) WHERE (role = 'client'::text);

create table question (
  token text not null,
  kind text not null,
  asked text not null,
  request_number integer,
  intake_id bigint,
  data jsonb not null default '{}'::jsonb,
  asked_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  answer text,
  constraint question_pkey PRIMARY KEY (token),
  constraint question_intake_id_fkey FOREIGN KEY (intake_id) REFERENCES intake(id),
  constraint question_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number),
  constraint question_kind_check CHECK ((kind = ANY (ARRAY['held'::text, 'digest'::text, 'consent'::text, 'survey'::text, 'review'::text, 'data'::text])))
);
CREATE INDEX question_asked ON public.question USING btree (asked, asked_at);
CREATE INDEX question_held ON public.question USING btree (intake_id) WHERE ((kind = 'held'::text) AND (answered_at IS NULL));

create table raw_mail (
  sha256 text not null,
  octets bytea not null,
  kept_at timestamp with time zone not null,
  constraint raw_mail_pkey PRIMARY KEY (sha256)
);

create table request (
  number integer not null,
  mailbox text not null,
  subject text not null,
  base_subject text not null,
  client_address text not null,
  client_name text not null,
  state text not null,
  priority text not null,
  urgency text,
  impact text,
  category text,
  tier text,
  owner text,
  team text,
  language text,
  opened_at timestamp with time zone not null,
  acknowledged_at timestamp with time zone,
  first_response_at timestamp with time zone,
  resolved_at timestamp with time zone,
  closed_at timestamp with time zone,
  last_activity_at timestamp with time zone not null,
  linked_to integer,
  merged_into integer,
  constraint request_pkey PRIMARY KEY (number),
  constraint request_linked_to_fkey FOREIGN KEY (linked_to) REFERENCES request(number),
  constraint request_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES request(number),
  constraint request_priority_check CHECK ((priority = ANY (ARRAY['critical'::text, 'high'::text, 'normal'::text, 'low'::text]))),
  constraint request_state_check CHECK ((state = ANY (ARRAY['new'::text, 'open'::text, 'waiting'::text, 'resolved'::text, 'closed'::text])))
);
CREATE INDEX request_client ON public.request USING btree (client_address, last_activity_at);
CREATE INDEX request_open ON public.request USING btree (last_activity_at) WHERE (state <> 'closed'::text);

create table route (
  name text not null,
  error text not null,
  failed_at timestamp with time zone not null,
  again_at timestamp with time zone not null,
  constraint route_pkey PRIMARY KEY (name)
);

create table sent_copy (
  mail_id text not null,
  copied_at timestamp with time zone not null,
  constraint sent_copy_pkey PRIMARY KEY (mail_id)
);

create table session (
  key_sha256 text not null,
  address text not null,
  begun_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint session_pkey PRIMARY KEY (key_sha256)
);

create table sign_in_link (
  token_sha256 text not null,
  address text not null,
  asked_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint sign_in_link_pkey PRIMARY KEY (token_sha256)
);
CREATE INDEX sign_in_link_asked ON public.sign_in_link USING btree (address, asked_at);

create table staff_absence (
  address text not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  note text,
  constraint staff_absence_pkey PRIMARY KEY (address, since)
);

create table staff_epoch (
  address text not null,
  epoch integer not null,
  since timestamp with time zone not null,
  constraint staff_epoch_pkey PRIMARY KEY (address),
  constraint staff_epoch_epoch_check CHECK ((epoch > 0))
);

create table staff_notices (
  address text not null,
  since timestamp with time zone not null,
  notices integer not null,
  constraint staff_notices_pkey PRIMARY KEY (address)
);

create table suppression (
  address text not null,
  reason text not null,
  detail text not null,
  delivery_id bigint,
  since timestamp with time zone not null,
  expires_at timestamp with time zone,
  constraint suppression_pkey PRIMARY KEY (address),
  constraint suppression_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES delivery(id),
  constraint suppression_reason_check CHECK ((reason = ANY (ARRAY['bounce'::text, 'complaint'::text])))
);

create table template_draft (
  name text not null,
  locale text not null,
  format text not null,
  source text not null,
  based_on integer not null,
  revision bigint not null,
  author text not null,
  changed_at timestamp with time zone not null,
  constraint template_draft_pkey PRIMARY KEY (name, locale),
  constraint template_draft_format_check CHECK ((format = ANY (ARRAY['markdown'::text, 'mjml'::text])))
);

create table template_version (
  id bigint not null generated always as identity,
  name text not null,
  locale text not null,
  number integer not null,
  format text,
  source text,
  compiled jsonb,
  falls_back_to integer,
  note text not null,
  author text not null,
  published_at timestamp with time zone not null,
  is_published boolean not null,
  constraint template_version_name_locale_number_key UNIQUE (name, locale, number),
  constraint template_version_pkey PRIMARY KEY (id),
  constraint template_version_check CHECK ((((source IS NULL) = (compiled IS NULL)) AND ((source IS NULL) = (format IS NULL)))),
  constraint template_version_format_check CHECK ((format = ANY (ARRAY['markdown'::text, 'mjml'::text]))),
  constraint template_version_number_check CHECK ((number > 0))
);
CREATE UNIQUE INDEX template_one_published ON public.template_version USING btree (name, locale) WHERE is_published;

create table webhook (
  id bigint not null generated always as identity,
  call_id text not null,
  target text not null,
  request_number integer,
  event text not null,
  body text not null,
  state text not null,
  attempts integer not null default 0,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  lease_until timestamp with time zone,
  lease_holder text,
  settled_at timestamp with time zone,
  last_error text,
  constraint webhook_pkey PRIMARY KEY (id),
  constraint webhook_request_number_fkey FOREIGN KEY (request_number) REFERENCES request(number) ON DELETE CASCADE,
  constraint webhook_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'accepted'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX webhook_due ON public.webhook USING btree (target, due_at, id) WHERE (state = 'queued'::text);
CREATE UNIQUE INDEX webhook_once ON public.webhook USING btree (call_id, target);
CREATE INDEX webhook_request ON public.webhook USING btree (request_number, id);
CREATE INDEX webhook_sending ON public.webhook USING btree (lease_until) WHERE (state = 'sending'::text);

create view ingest as
 SELECT f.mailbox,
    f.folder,
    f.uidvalidity,
    i.uid,
    i.internaldate,
    i.raw_sha256,
    m.message_id,
    i.disposition,
    i.reason,
    i.request_number AS request_id
   FROM ((intake i
     JOIN folder f ON ((f.id = i.folder_id)))
     LEFT JOIN message m ON ((m.id = i.message_id)));

create view outbox as
 SELECT id,
    kind,
    request_number AS request_id,
    mail_id AS message_id,
    rcpt,
    state,
    attempts,
    unknown_outcomes,
    first_due,
    accepted_at AS sent_at,
    last_error
   FROM delivery;

import { sql, type Kysely } from 'kysely';

/**
 * The log becomes a record that can be proven: no row of it is changed or deleted but by forgetting, and the rows of each request
 * are a chain, each with the hash of what it says and of the row before. Done by the database, so that whoever writes is bound by it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table event add column line integer, add column mail_sha256 text, add column hash text`,
  // What a line says, in one fixed form: jsonb prints its keys in one order. The mail is named by its bytes, since its row may go.
  `create function event_content(e event) returns text language sql stable as $$
     select jsonb_build_object(
       'request', e.request_number, 'line', e.line,
       'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       'kind', case e.kind when 'fired-in-shadow' then 'fired' else e.kind end, 'actor', e.actor, 'mail', e.mail_sha256, 'reasons', e.reasons, 'data', e.data)::text
   $$`,
  `create function event_hash(previous text, content text) returns text language sql immutable as $$
     select encode(sha256(convert_to(previous || E'\\n' || content, 'UTF8')), 'hex')
   $$`,
  // A row that brings its hash comes from a backup: it is kept as it was, and the verifier says whether it is right.
  `create function event_chained() returns trigger language plpgsql as $$
   declare last record;
   begin
     if new.request_number is null or new.hash is not null then return new; end if;
     select line, hash into last from event
      where request_number = new.request_number and line is not null order by line desc limit 1;
     new.line := coalesce(last.line, 0) + 1;
     if new.message_id is not null then
       select raw_sha256 into new.mail_sha256 from message where id = new.message_id;
     end if;
     new.hash := event_hash(coalesce(last.hash, ''), event_content(new));
     return new;
   end $$`,
  `do $$
   declare row event; last text := ''; at_request integer := 0; n integer := 0;
   begin
     for row in select * from event where request_number is not null order by request_number, id loop
       if row.request_number <> at_request then at_request := row.request_number; last := ''; n := 0; end if;
       n := n + 1;
       row.line := n;
       select raw_sha256 into row.mail_sha256 from message where id = row.message_id;
       last := event_hash(last, event_content(row));
       update event set line = n, mail_sha256 = row.mail_sha256, hash = last where id = row.id;
     end loop;
   end $$`,
  `create unique index event_line on event (request_number, line)`,
  `create trigger event_chained before insert on event for each row execute function event_chained()`,
  `create function event_kept() returns trigger language plpgsql as $$
   begin
     if current_setting('replydesk.forgetting', true) = 'on' then
       return case tg_op when 'DELETE' then old else new end;
     end if;
     -- What fired in the shadow may fire once more; the line says the same.
     if tg_op = 'UPDATE' and old.kind = 'fired' and new.kind = 'fired-in-shadow' then
       new.kind := old.kind;
       if new is not distinct from old then
         new.kind := 'fired-in-shadow';
         return new;
       end if;
     end if;
     -- That its mail was forgotten changes nothing of what the line says.
     if tg_op = 'UPDATE' and new.message_id is null then
       new.message_id := old.message_id;
       if new is not distinct from old then
         new.message_id := null;
         return new;
       end if;
     end if;
     raise exception 'the record is append-only: an event is neither changed nor deleted';
   end $$`,
  `create trigger event_kept before update or delete on event for each row execute function event_kept()`,
  `create function event_not_emptied() returns trigger language plpgsql as $$
   begin raise exception 'the record is append-only: events are not emptied'; end $$`,
  `create trigger event_not_emptied before truncate on event for each statement execute function event_not_emptied()`,
];

import { sql } from 'kysely';
import type { App } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { ImapFolder, type ImapAccount } from '../../src/ingest/imap-folder.ts';
import { foldQuotedText } from '../../src/ingest/quoted-text.ts';
import { readMail } from '../../src/pipeline/letter.ts';
import { NO_DESK } from '../../src/requests/recognition.ts';
import { composeMime } from '../../src/respond/mime.ts';
import { renderTemplate, type TemplateSet } from '../../src/respond/render.ts';
import { smtpTransport } from '../../src/respond/smtp-transport.ts';
import { keep, openFolder, type FetchedMail, type KeptMail } from '../../src/store/intake.ts';

/** Each stage of the line by itself, on the same mails and the same machine; seconds for all of them. */
export type Stages = {
  readonly fetch: number;
  readonly parse: number;
  readonly database: number;
  readonly compose: number;
  readonly send: number;
};

const BATCH = 50;

export async function measureStages(
  account: ImapAccount,
  app: App,
  templates: TemplateSet,
  smtpPort: number,
): Promise<Stages & { readonly mails: readonly FetchedMail[] }> {
  const [mails, fetch] = await timed(() => fetchAll(account));
  const [kept, keeping] = await timed(() => keepAll(app, mails));
  const [, parse] = await timed(() => parseAll(kept));
  const [octets, compose] = await timed(() => Promise.resolve(composeAll(templates, kept.length)));
  const [, writing] = await timed(() => writeAll(app, kept, octets));
  const [, send] = await timed(() => sendAll(smtpPort, octets));
  return { mails, fetch, parse, database: keeping + writing, compose, send };
}

export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, (performance.now() - start) / 1000];
}

async function fetchAll(account: ImapAccount): Promise<FetchedMail[]> {
  const folder = await ImapFolder.open(account, 'INBOX');
  if (!folder) throw new Error('no INBOX');
  const uids = await folder.uids();
  const mails: FetchedMail[] = [];
  for (let at = 0; at < uids.length; at += BATCH) mails.push(...(await folder.fetch(uids.slice(at, at + BATCH))));
  await folder.close();
  return mails;
}

async function keepAll({ store }: App, mails: readonly FetchedMail[]): Promise<KeptMail[]> {
  const now = systemClock.now();
  const place = {
    mailbox: 'alone@example.test',
    folder: 'INBOX',
    role: 'inbox',
    uidvalidity: 1,
    goliveUid: 1,
    since: null,
  } as const;
  const folder = await store.transact((transaction) => openFolder(transaction, place, now));
  const kept: KeptMail[] = [];
  for (let at = 0; at < mails.length; at += BATCH)
    kept.push(
      ...(await store.transact((transaction) =>
        keep(transaction, folder, mails.slice(at, at + BATCH), now, now.add({ hours: 10 })),
      )),
    );
  return kept;
}

/** Parsing, recognising and folding: all that is done to a mail before anything is decided. */
async function parseAll(kept: readonly KeptMail[]): Promise<void> {
  for (const mail of kept) {
    const read = await readMail(mail, { desk: NO_DESK, resolver: null, mailLimit: Infinity });
    if ('message' in read) foldQuotedText(read.message, []);
  }
}

/** An acknowledgement and a notice for each mail. */
function composeAll(templates: TemplateSet, count: number): Buffer[] {
  const now = systemClock.now();
  const octets: Buffer[] = [];
  for (let at = 0; at < count; at += 1) {
    const common = {
      client: { name: 'Client Number', firstName: 'Client' },
      request: { number: at, subject: `Question number ${at}` },
      company: { name: 'Example Ltd' },
    };
    const letters = [
      renderTemplate(templates, 'acknowledgement', 'en', {
        ...common,
        promise: { by: 'Tuesday 3 March at 09:00 CET' },
      }),
      renderTemplate(templates, 'notification', 'en', {
        ...common,
        client: { ...common.client, address: 'client@firm.test' },
        message: { text: 'words of the client\n'.repeat(60) },
      }),
    ];
    for (const [index, { subject, text, html }] of letters.entries())
      octets.push(
        composeMime({
          messageId: `<bench.${at}.${index}@example.test>`,
          date: now,
          from: { name: 'Example Support', address: 'support@example.test' },
          to: [{ name: 'Client', address: `client${at}@firm.test` }],
          subject,
          text,
          html,
          autoSubmitted: 'auto-replied',
        }),
      );
  }
  return octets;
}

/** What a batch writes: requests, messages, identifiers, events, deadlines, deliveries with their bytes, places. */
async function writeAll({ store }: App, kept: readonly KeptMail[], octets: readonly Buffer[]): Promise<void> {
  const now = systemClock.now();
  for (let at = 0; at < kept.length; at += BATCH) {
    const batch = kept.slice(at, at + BATCH);
    await store.transact(async (transaction) => {
      const rows = batch.map((mail, index) => ({
        number: 1_000_000 + at + index,
        intake: mail.intakeId,
        body: 'x'.repeat(3_000),
        ack: octets[2 * (at + index)],
        notice: octets[2 * (at + index) + 1],
      }));
      await transaction
        .insertInto('request')
        .values(
          rows.map(({ number }) => ({
            number,
            mailbox: 'alone@example.test',
            subject: 's',
            base_subject: 's',
            client_address: `c${number}@firm.test`,
            client_name: 'c',
            state: 'new' as const,
            priority: 'normal' as const,
            urgency: null,
            impact: null,
            category: null,
            tier: null,
            owner: null,
            team: null,
            language: null,
            opened_at: now,
            last_activity_at: now,
            linked_to: null,
            merged_into: null,
          })),
        )
        .execute();
      await transaction
        .insertInto('message')
        .values(
          rows.flatMap(({ number, body }) =>
            ['in', 'out'].map((direction, way) => ({
              id: 2 * number + way,
              direction: direction as 'in',
              request_number: number,
              raw_sha256: null,
              message_id: `<${number}.${way}@firm.test>`,
              subject: 's',
              from_name: 'c',
              from_address: 'c@firm.test',
              kind: 'client',
              authentication: 'unknown',
              language: null,
              text: body,
              visible_text: body,
              folded_text: '',
              received_at: now,
            })),
          ),
        )
        .execute();
      await transaction
        .insertInto('identifier')
        .values(
          rows.flatMap(({ number }) =>
            (['received', 'sent'] as const).map((how, way) => ({
              id_key: `<${number}.${way}@firm.test>`,
              request_number: number,
              how,
              message_id: null,
            })),
          ),
        )
        .execute();
      await transaction
        .insertInto('participant')
        .values(
          rows.map(({ number }) => ({
            request_number: number,
            address: `c${number}@firm.test`,
            name: 'c',
            role: 'client' as const,
            since: now,
          })),
        )
        .execute();
      await transaction
        .insertInto('event')
        .values(
          rows.flatMap(({ number }) =>
            ['opened', 'acknowledgement-queued'].map((kind) => ({
              request_number: number,
              at: now,
              kind,
              actor: 'c',
              message_id: null,
            })),
          ),
        )
        .execute();
      await transaction
        .insertInto('deadline')
        .values(
          rows.flatMap(({ number }) =>
            ['acknowledge', 'respond', 'resolve'].map((kind) => ({
              request_number: number,
              kind,
              due_at: now.add({ hours: 10_000 }),
              state: 'open' as const,
            })),
          ),
        )
        .execute();
      await transaction
        .insertInto('delivery')
        .values(
          rows.flatMap(({ number, ack, notice }) =>
            [ack, notice].map((bytes, way) => ({
              kind: way === 0 ? ('acknowledgement' as const) : ('notification' as const),
              request_number: number,
              message_id: null,
              mail_id: `<d${number}.${way}@example.test>`,
              token: `t${number}.${way}`,
              rcpt: 'c@firm.test',
              counted_rcpt: 'c@firm.test',
              envelope_from: 'support@example.test',
              octets: bytes ?? Buffer.alloc(0),
              state: 'held' as const,
              created_at: now,
              first_due: now,
              due_at: now,
              lease_holder: null,
              last_error: null,
              provider_id: null,
              template: null,
            })),
          ),
        )
        .execute();
      const ids = rows.map(({ intake }) => intake);
      await sql`update intake set disposition = 'ignored', reason = 'bench', decided_at = now(), lease_until = null where id = any(${ids})`.execute(
        transaction,
      );
    });
  }
}

async function sendAll(port: number, octets: readonly Buffer[]): Promise<void> {
  const transport = smtpTransport({ host: '127.0.0.1', port, tls: 'none', user: null, password: null, connections: 5 });
  const waiting = octets.values();
  const connection = async (): Promise<void> => {
    for (const bytes of waiting)
      await transport.send({ envelopeFrom: 'support@example.test', rcpt: 'c@firm.test', octets: bytes, mailId: '' });
  };
  await Promise.all(Array.from({ length: 5 }, connection));
  await transport.close();
}

import { sql, type Selectable } from 'kysely';
import type { Database } from './schema.ts';
import type { Reader, Transaction } from './store.ts';

/**
 * Templates that admins wrote. A version is written once, when it is published, and never changed: to go back is to publish
 * again what stood in an earlier one. At most one version of a purpose and language is in force (`template_one_published`);
 * where none is, or one without a source, the file that came with the program is.
 */
export type TemplateKey = { readonly name: string; readonly locale: string };

export type TemplateVersion = TemplateKey & {
  readonly number: number;
  /** null: back to the file. */
  readonly content: { readonly format: 'markdown' | 'mjml'; readonly source: string; readonly compiled: object } | null;
  readonly fallsBackTo: number | null;
  readonly note: string;
  readonly author: string;
  readonly publishedAt: Temporal.Instant;
  readonly isPublished: boolean;
};

export type Draft = TemplateKey & {
  readonly format: 'markdown' | 'mjml';
  readonly source: string;
  /** The version that was in force when it was begun; 0: the file. */
  readonly basedOn: number;
  readonly revision: number;
  readonly author: string;
  readonly changedAt: Temporal.Instant;
};

/** Whoever publishes waits for whoever does, so that ids grow in the order of commits and `templateMark` misses none. */
const PUBLISHING = 7_265_802;

const NEW_REVISION = sql<number>`(random() * 1e15)::bigint`;

/** Grows whenever another version is in force. */
export async function templateMark(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('template_version')
    .select(sql<number>`coalesce(max(id), 0)`.as('mark'))
    .executeTakeFirst();
  return row?.mark ?? 0;
}

/** The versions in force, each followed by the one that stands in for it. */
export async function versionsInForce(reader: Reader): Promise<TemplateVersion[]> {
  const rows = await reader
    .selectFrom('template_version as version')
    .innerJoin('template_version as current', (join) =>
      join.onRef('current.name', '=', 'version.name').onRef('current.locale', '=', 'version.locale'),
    )
    .selectAll('version')
    .where('current.is_published', '=', true)
    .where('current.source', 'is not', null)
    .where((eb) =>
      eb.or([eb('version.is_published', '=', true), eb('version.number', '=', eb.ref('current.falls_back_to'))]),
    )
    .orderBy('version.name')
    .orderBy('version.locale')
    .orderBy('version.number', 'desc')
    .execute();
  return rows.map(version);
}

/** All versions of a purpose, or of one of its languages, the newest first. */
export async function templateHistory(reader: Reader, name: string, locale: string | null): Promise<TemplateVersion[]> {
  const rows = await reader
    .selectFrom('template_version')
    .selectAll()
    .where('name', '=', name)
    .where((eb) => (locale === null ? eb.lit(true) : eb('locale', '=', locale)))
    .orderBy('id', 'desc')
    .execute();
  return rows.map(version);
}

/** Puts a version in force. The caller holds `lockPublishing`. Returns its number. */
export async function publishVersion(
  transaction: Transaction,
  made: Omit<TemplateVersion, 'number' | 'isPublished'>,
): Promise<number> {
  const { name, locale, content } = made;
  const last = await transaction
    .selectFrom('template_version')
    .select(sql<number>`coalesce(max(number), 0)`.as('number'))
    .where('name', '=', name)
    .where('locale', '=', locale)
    .executeTakeFirstOrThrow();
  await transaction
    .updateTable('template_version')
    .set({ is_published: false })
    .where('name', '=', name)
    .where('locale', '=', locale)
    .where('is_published', '=', true)
    .execute();
  const number = last.number + 1;
  await transaction
    .insertInto('template_version')
    .values({
      name,
      locale,
      number,
      format: content?.format ?? null,
      source: content?.source ?? null,
      compiled: content ? JSON.stringify(content.compiled) : null,
      falls_back_to: made.fallsBackTo,
      note: made.note,
      author: made.author,
      published_at: made.publishedAt,
      is_published: true,
    })
    .execute();
  return number;
}

/** One at a time over all processes; until the end of the transaction. */
export async function lockPublishing(transaction: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(${PUBLISHING})`.execute(transaction);
}

export async function draftsOf(reader: Reader, name: string | null = null): Promise<Draft[]> {
  const rows = await reader
    .selectFrom('template_draft')
    .selectAll()
    .where((eb) => (name === null ? eb.lit(true) : eb('name', '=', name)))
    .orderBy('name')
    .orderBy('locale')
    .execute();
  return rows.map(({ based_on: basedOn, changed_at: changedAt, ...row }) => ({ ...row, basedOn, changedAt }));
}

/**
 * Keeps a draft over the one of the revision that its author saw (null: none was there). Returns the new revision; null where
 * somebody else was faster, and nothing was written.
 */
export async function saveDraft(
  transaction: Transaction,
  { name, locale, format, source, basedOn, author, changedAt }: Omit<Draft, 'revision'>,
  seen: number | null,
): Promise<number | null> {
  const values = { format, source, based_on: basedOn, revision: NEW_REVISION, author, changed_at: changedAt };
  const written =
    seen === null
      ? transaction
          .insertInto('template_draft')
          .values({ name, locale, ...values })
          .onConflict((conflict) => conflict.doNothing())
          .returning('revision')
      : transaction
          .updateTable('template_draft')
          .set(values)
          .where('name', '=', name)
          .where('locale', '=', locale)
          .where('revision', '=', seen)
          .returning('revision');
  return (await written.executeTakeFirst())?.revision ?? null;
}

/** Throws a draft away, if it still is the one of this revision. */
export async function dropDraft(
  transaction: Transaction,
  { name, locale }: TemplateKey,
  revision: number,
): Promise<boolean> {
  const result = await transaction
    .deleteFrom('template_draft')
    .where('name', '=', name)
    .where('locale', '=', locale)
    .where('revision', '=', revision)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

function version({ format, source, compiled, ...row }: Selectable<Database['template_version']>): TemplateVersion {
  return {
    name: row.name,
    locale: row.locale,
    number: row.number,
    content: format === null || source === null || compiled === null ? null : { format, source, compiled },
    fallsBackTo: row.falls_back_to,
    note: row.note,
    author: row.author,
    publishedAt: row.published_at,
    isPublished: row.is_published,
  };
}

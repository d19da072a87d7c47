import { audit } from '../store/audit.ts';
import type { Store, Transaction } from '../store/store.ts';
import {
  dropDraft,
  lockPublishing,
  publishVersion,
  templateHistory,
  type TemplateKey,
  type TemplateVersion,
} from '../store/templates.ts';
import type { AvoidedWord } from './check/wording.ts';
import { checkTemplate } from './check-template.ts';
import type { CompiledTemplate } from './render/compile.ts';
import { TemplateRefused, type Problem } from './render/placeholder-marks.ts';
import type { TemplateSource } from './render/source.ts';
import { sourceOf } from './template-shelf.ts';

/**
 * Puts a template in force, or goes back to an earlier one. Nothing that could fail at sending gets through: the template is
 * checked and compiled first, and what is stored is ready to be filled. Nobody overwrites unseen what somebody else published
 * meanwhile.
 */
export type Press = {
  readonly compile: (source: TemplateSource) => Promise<CompiledTemplate>;
  /** Words that clients should not have to read. */
  readonly avoid: readonly AvoidedWord[];
};

export type Signature = { readonly author: string; readonly note: string; readonly at: Temporal.Instant };

export type Published =
  | { readonly outcome: 'published'; readonly number: number; readonly problems: readonly Problem[] }
  | { readonly outcome: 'refused'; readonly problems: readonly Problem[] }
  /** Somebody published since this text was begun. */
  | { readonly outcome: 'overtaken'; readonly by: TemplateVersion };

export type RolledBack =
  | { readonly outcome: 'published'; readonly number: number; readonly to: number }
  /** The file is in force already, or that very version. */
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'unknown' };

/** `basedOn`: the version that its author started from, 0 for the file. `draft`: the revision of the draft that it was. */
export async function publishTemplate(
  store: Store,
  press: Press,
  source: TemplateSource,
  order: Signature & { readonly basedOn: number; readonly draft: number | null },
): Promise<Published> {
  const { problems, compiled } = await checkTemplate(source, press.compile, press.avoid);
  if (compiled === null) return { outcome: 'refused', problems };
  return store.transact(async (transaction) => {
    const current = await inForce(transaction, source);
    if (current !== null && numberOf(current) !== order.basedOn) return { outcome: 'overtaken', by: current };
    const content = { format: source.format, source: source.text, compiled };
    const fallsBackTo = current?.content ? current.number : null;
    const number = await put(transaction, source, order, { content, fallsBackTo });
    if (order.draft !== null) await dropDraft(transaction, source, order.draft);
    return { outcome: 'published', number, problems };
  });
}

/** `to`: an earlier version, 0 for the file; null: what was in force before the one of now. */
export async function rollBackTemplate(
  store: Store,
  press: Press,
  key: TemplateKey,
  order: Signature & { readonly to: number | null },
): Promise<RolledBack> {
  return store.transact(async (transaction) => {
    const current = await inForce(transaction, key);
    if (!current?.content) return { outcome: 'nothing' };
    const to = order.to ?? current.fallsBackTo ?? 0;
    if (to === current.number) return { outcome: 'nothing' };
    const versions = await templateHistory(transaction, key.name, key.locale);
    const target = versions.find(({ number }) => number === to) ?? null;
    if (to !== 0 && !target?.content) return { outcome: 'unknown' };
    const content = target && (await anew(press, target));
    const number = await put(transaction, key, order, { content, fallsBackTo: target?.fallsBackTo ?? null });
    return { outcome: 'published', number, to };
  });
}

async function inForce(transaction: Transaction, { name, locale }: TemplateKey): Promise<TemplateVersion | null> {
  await lockPublishing(transaction);
  const versions = await templateHistory(transaction, name, locale);
  return versions.find(({ isPublished }) => isPublished) ?? null;
}

function numberOf({ number, content }: TemplateVersion): number {
  return content === null ? 0 : number;
}

/** In today's layout, where that can be had. */
async function anew(press: Press, target: TemplateVersion): Promise<TemplateVersion['content']> {
  const source = sourceOf(target);
  if (source === null || target.content === null) return null;
  try {
    return { ...target.content, compiled: await press.compile(source) };
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    return target.content;
  }
}

async function put(
  transaction: Transaction,
  { name, locale }: TemplateKey,
  { author, note, at }: Signature,
  made: Pick<TemplateVersion, 'content' | 'fallsBackTo'>,
): Promise<number> {
  const number = await publishVersion(transaction, { name, locale, ...made, note, author, publishedAt: at });
  await audit(transaction, { at, kind: 'template-published', actor: author, data: { name, locale, number, note } });
  return number;
}

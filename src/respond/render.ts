import { CATALOGUE } from './catalogue.ts';
import { placeholderProblems } from './check/placeholders.ts';
import type { CompiledTemplate } from './render/compile.ts';
import { fixedLetter } from './render/fixed-letter.ts';
import { compileLiquid } from './render/liquid.ts';
import { plainData, type Plain } from './render/plain-data.ts';
import type { LiquidRunner } from './render/run-liquid.ts';
import type { TemplateSource } from './render/source.ts';
import { compileAll, isTemplateName, readTemplateFolder, type TemplateFolder } from './render/template-files.ts';
import type { TemplateData, TemplateName } from './template-data.ts';

/**
 * Filling a template for one mail. It promises that a mail always comes out: the published version, else the one before, else
 * the shipped one, else fixed words. A broken edit may spoil a look, never an acknowledgement; each fall is told in `fellBack`
 * for the caller to raise. Nothing here loads MJML: templates were compiled when they were published (`render/compile.ts`).
 */
export type TemplateSet = {
  readonly shipped: ReadonlyMap<string, CompiledTemplate>;
  /** Published versions by name and language, the newest first. */
  readonly published: ReadonlyMap<string, readonly CompiledTemplate[]>;
  readonly defaultLocale: string;
  /** What of a firm's own templates could not be used; to be told at the start. */
  readonly problems: readonly string[];
};

export type Rendered = {
  readonly subject: string;
  /** null where the mail goes out as plain words only. */
  readonly html: string | null;
  readonly text: string;
  /** Language that was found for the reader. */
  readonly locale: string;
  /** What was used, stored with the mail; `fixed` where every template failed. */
  readonly version: string;
  /** Why a better version was not used; empty in a sound desk. */
  readonly fellBack: readonly string[];
};

/** Templates of files, with the files that they were made from. */
export type LoadedTemplates = TemplateSet & { readonly files: TemplateFolder };

type LoadOptions = {
  /** A firm's own folder: its templates, layout and brand go before the shipped ones. */
  readonly own?: string | null | undefined;
  readonly cacheFolder?: string | null | undefined;
  readonly defaultLocale?: string;
};

/**
 * Reads and compiles the shipped templates, and a firm's own. Throws where a shipped one is broken, for they must hold; what is
 * broken of the firm's own is told in `problems`, and the shipped one stands in.
 */
export async function loadTemplates(folder: string, options: LoadOptions = {}): Promise<LoadedTemplates> {
  const { cacheFolder, defaultLocale = 'en' } = options;
  const problems: string[] = [];
  const shipped = await readTemplateFolder(folder);
  const own = await readOwn(options.own ?? null, shipped, problems);
  let { frame } = own ?? shipped;
  let base = own === null ? null : await compileAll({ ...shipped, frame }, cacheFolder);
  if (base === null || base.problems.length > 0) {
    problems.push(...(base?.problems.slice(0, 1) ?? []));
    ({ frame } = shipped);
    base = await compileAll(shipped, cacheFolder);
  }
  if (base.problems.length > 0) throw new Error(base.problems.join('; '));
  const published = own === null ? null : await compileAll(own, cacheFolder);
  problems.push(...(published?.problems ?? []), ...(own === null ? [] : unknownPlaceholders(own)));
  const set = { ...templateSetOf(base.compiled, defaultLocale), problems: [...new Set(problems)] };
  return { ...withPublished(set, published?.compiled ?? []), files: { frame, sources: laidOver(shipped, own) } };
}

/** The sources of files, a firm's own in the place of the shipped ones. */
function laidOver({ sources }: TemplateFolder, own: TemplateFolder | null): TemplateSource[] {
  const all = [...sources, ...(own?.sources ?? [])];
  return [...new Map(all.map((source) => [key(source.name, source.locale), source])).values()];
}

async function readOwn(
  folder: string | null,
  shipped: TemplateFolder,
  problems: string[],
): Promise<TemplateFolder | null> {
  if (folder === null) return null;
  try {
    return await readTemplateFolder(folder, shipped);
  } catch (error) {
    problems.push(`own templates in ${folder}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** They print nothing: a mail goes out all the same, and whoever runs the desk is told. */
function unknownPlaceholders({ sources }: TemplateFolder): string[] {
  return sources.flatMap(({ name, locale, text }) =>
    placeholderProblems(text, isTemplateName(name) ? CATALOGUE[name] : [])
      .filter(({ message }) => message.startsWith('There is no placeholder'))
      .map(({ line, message }) => `template ${locale}/${name}: line ${line ?? 1}: ${message}`),
  );
}

/** A set of templates that are compiled already. */
export function templateSetOf(compiled: readonly CompiledTemplate[], defaultLocale = 'en'): TemplateSet {
  return {
    shipped: new Map(compiled.map((template) => [key(template.name, template.locale), template])),
    published: new Map(),
    defaultLocale,
    problems: [],
  };
}

/** The same set with the given published versions, the newest of each name and language first. */
export function withPublished(set: TemplateSet, versions: readonly CompiledTemplate[]): TemplateSet {
  const published = Map.groupBy(versions, ({ name, locale }) => key(name, locale));
  return { ...set, published };
}

/**
 * Fills a template in the best language for the reader: `de-AT`, else `de`, else the default, else English; a missing language
 * falls back whole. Never throws.
 */
export function renderTemplate<Name extends TemplateName>(
  set: TemplateSet,
  name: Name,
  locale: string,
  data: TemplateData[Name],
): Rendered {
  const fellBack: string[] = [];
  const plain = plainData(data);
  for (const template of ladder(set, name, locale)) {
    try {
      return { ...fillTemplate(template, plain), locale: template.locale, version: template.version, fellBack };
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : 'unknown';
      fellBack.push(
        `template ${template.name} (${template.locale}, version ${template.version}) failed: ${reason ?? ''}`,
      );
    }
  }
  if (fellBack.length === 0) fellBack.push(`there is no template ${name}`);
  return { ...fixedLetter(name, plain), locale: 'en', version: 'fixed', fellBack };
}

function key(name: string, locale: string): string {
  return `${name}/${locale}`;
}

/** Versions to try, the best first. */
function ladder(set: TemplateSet, name: string, locale: string): CompiledTemplate[] {
  const language = locale.toLowerCase().split(/[-_]/)[0] ?? '';
  const locales = new Set([locale, language, set.defaultLocale, 'en']);
  return [...locales].flatMap((candidate) => {
    const shipped = set.shipped.get(key(name, candidate));
    return [...(set.published.get(key(name, candidate)) ?? []), ...(shipped === undefined ? [] : [shipped])];
  });
}

type Runnable = { readonly subject: LiquidRunner; readonly html: LiquidRunner | null; readonly words: LiquidRunner };

const runnables = new WeakMap<CompiledTemplate, Runnable>();

/** A template is made runnable when it is first used. */
function runnable(template: CompiledTemplate): Runnable {
  const known = runnables.get(template);
  if (known !== undefined) return known;
  const fresh = {
    subject: compileLiquid(template.subject, 'words'),
    html: template.html === null ? null : compileLiquid(template.html, 'html'),
    words: compileLiquid(template.words, 'words'),
  };
  runnables.set(template, fresh);
  return fresh;
}

/** Fills one version; throws where it cannot be filled. */
function fillTemplate(template: CompiledTemplate, data: Plain): Pick<Rendered, 'subject' | 'html' | 'text'> {
  const { subject, html, words } = runnable(template);
  return {
    subject: oneLine(subject(data)),
    html: html && html(data),
    text: tidyWords(words(data)),
  };
}

/** A subject is one line (RFC 5322 §2.2), and short enough that no program cuts it in a harmful place. */
function oneLine(subject: string): string {
  const line = subject
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  if (line === '') throw new Error('the subject is empty');
  return line.slice(0, 400).toWellFormed();
}

/** Conditions that did not hold leave blank lines behind. */
function tidyWords(words: string): string {
  let tidy = '';
  let gap = false;
  for (const line of words.split('\n')) {
    const kept = line.trimEnd();
    if (kept === '') gap = tidy !== '';
    else {
      tidy += gap ? `\n${kept}\n` : `${kept}\n`;
      gap = false;
    }
  }
  if (tidy === '') throw new Error('the mail is empty');
  return tidy;
}

import { createHash } from 'node:crypto';
import { Liquid } from 'liquidjs';
import { fallbackFor } from '../catalogue.ts';
import { auditHtml } from './audit-html.ts';
import type { Brand } from './brand.ts';
import { compileMjml } from './compile-mjml.ts';
import { compileLiquid, escapeHtml, parseLiquid } from './liquid.ts';
import { renderMarkdown } from './markdown.ts';
import { addLiquid, hideLiquid, lineAt, MARK, showLiquid, TemplateRefused, type Liquids } from './placeholder-marks.ts';
import { syntaxProblem } from './syntax-problem.ts';
import { takeApart, type Parts, type TemplateSource } from './source.ts';

/**
 * Publishing: a template becomes HTML and plain words *with the Liquid still inside*, once, so that sending only fills it.
 * Markdown goes straight into the compiled layout; a message that is MJML is compiled together with it.
 */
export type CompiledTemplate = {
  readonly name: string;
  readonly locale: string;
  /** Names the source, the layout and the brand it was made from: equal versions render alike. */
  readonly version: string;
  readonly subject: string;
  /** null where the mail is sent as plain words only. */
  readonly html: string | null;
  readonly words: string;
};

export type Frame = { readonly layout: string; readonly brand: Brand };

const SLOT = { locale: '\uE010', title: '\uE011', preheader: '\uE012', content: '\uE013' };

/** Compiles templates into one frame; what they have in common is compiled once. */
export function templateCompiler(frame: Frame): (source: TemplateSource) => Promise<CompiledTemplate> {
  let shell: Promise<string> | undefined;
  const compile = async (source: TemplateSource): Promise<CompiledTemplate> => {
    shell ??= compileShell(frame);
    await shell;
    const liquids: Liquids = { sources: [], lines: [] };
    checkLiquid(source);
    const parts = takeApart(source, liquids);
    standIn(source, liquids);
    const { html, words } = isMjml(source)
      ? await composeMjml(parts, liquids, frame)
      : composeMarkdown(parts, liquids, frame, await shell);
    const compiled = {
      name: source.name,
      locale: source.locale,
      version: versionOf(source, frame),
      subject: showLiquid(parts.subject, liquids),
      html: parts.wordsOnly ? null : fillSlots(html, parts, liquids, source.locale),
      words: showWords(words, liquids),
    };
    checkParts(compiled);
    return compiled;
  };
  return async (source) => {
    try {
      return await compile(source);
    } catch (error) {
      throw located(error, source.text);
    }
  };
}

/** What was found in the HTML is looked up in the source, where its author can mend it. */
function located(error: unknown, text: string): unknown {
  if (!(error instanceof TemplateRefused)) return error;
  return new TemplateRefused(
    error.problems.map((problem) => {
      const [, tag, attribute] = /<([\w-]+)>|attribute "([\w-]+)"/.exec(problem.message) ?? [];
      const at = tag ? text.indexOf(`<${tag}`) : attribute ? text.search(new RegExp(`\\b${attribute}\\s*=`)) : -1;
      return problem.line !== null || at < 0 ? problem : { ...problem, line: lineAt(text, at) };
    }),
  );
}

/** Reads the Liquid of the whole source first: only there do its errors name a line that the author knows. */
function checkLiquid(source: TemplateSource): void {
  try {
    parseLiquid(source.text);
  } catch (error) {
    throw new TemplateRefused([syntaxProblem(error)]);
  }
}

/** Each part must hold by itself, too: a passage cannot begin in the subject and end in the letter. */
function checkParts({ subject, words, html }: CompiledTemplate): void {
  try {
    compileLiquid(subject, 'words');
    compileLiquid(words, 'words');
    if (html !== null) compileLiquid(html, 'html');
  } catch (error) {
    throw new TemplateRefused([{ ...syntaxProblem(error), line: null }]);
  }
}

/** Gives a placeholder the words that stand in for it, where its author gave none. */
function standIn({ name, locale }: TemplateSource, { sources }: Liquids): void {
  for (const [number, source] of sources.entries()) {
    const [, path = '', rest = ''] = /^\{\{-?\s*([\w.]+)\s*((?:\|[^{}]*)?)-?\}\}$/.exec(source) ?? [];
    const fallback = /\|\s*default\b/.test(rest) ? null : fallbackFor(name, path, locale);
    if (fallback !== null) sources[number] = `{{ ${path} | default: "${fallback}" ${rest}}}`;
  }
}

function isMjml(source: TemplateSource): boolean {
  return source.format === 'mjml';
}

/** The version that a source would have in this frame. */
export function versionOf(source: TemplateSource, frame: Frame): string {
  const hash = createHash('sha256');
  for (const part of [
    source.name,
    source.locale,
    source.format,
    source.text,
    frame.layout,
    JSON.stringify(frame.brand),
  ])
    hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 12);
}

type Both = { readonly html: string; readonly words: string };

function composeMarkdown(parts: Parts, liquids: Liquids, { brand }: Frame, shell: string): Both {
  const { html, words } = renderMarkdown(parts.body, liquids, brand);
  if (parts.wordsOnly) return { html: '', words };
  auditHtml(html, liquids);
  return { html: shell.split(SLOT.content).join(showInHtml(html, liquids)), words };
}

/** The layout around nothing, for all that is Markdown. What is wrong with the layout is found here, and said so. */
async function compileShell(frame: Frame): Promise<string> {
  try {
    return await emptyLayout(frame);
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    const problems = error.problems.map(({ severity, line, message }) => {
      const place = line === null ? 'layout.mjml' : `layout.mjml, line ${line}`;
      return { severity, line: null, message: `${place}: ${message}` };
    });
    throw new TemplateRefused(problems);
  }
}

async function emptyLayout(frame: Frame): Promise<string> {
  const liquids: Liquids = { sources: [], lines: [] };
  const content = `<mj-section><mj-column><mj-text mj-class="message">${SLOT.content}</mj-text></mj-column></mj-section>`;
  const html = await compileMjml(layOut(frame, content, liquids), 1);
  auditHtml(html, liquids);
  return showInHtml(html, liquids);
}

async function composeMjml(parts: Parts, liquids: Liquids, frame: Frame): Promise<Both> {
  const words: string[] = [];
  const body = parts.body.replaceAll(
    /<mj-(text|button|raw)(\s[^>]*)?>([\s\S]*?)<\/mj-\1\s*>/g,
    (whole, tag: string, attributes: string | undefined, inside: string) => {
      if (tag === 'text' && /\bmj-class="[^"]*\bmessage\b[^"]*"/.test(attributes ?? '')) {
        const both = renderMarkdown(inside, liquids, frame.brand);
        words.push(both.words);
        return `<mj-text${attributes ?? ''}>${both.html.trimEnd().replaceAll('\n', ' ')}${'\n'.repeat(lineAt(inside, inside.length) - 1)}</mj-text>`;
      }
      words.push(bareWords(tag, attributes ?? '', inside));
      return whole;
    },
  );
  const document = layOut(frame, body, liquids);
  const at = document.indexOf(body);
  const html = await compileMjml(document, lineAt(document, at) - parts.bodyLine + 1);
  auditHtml(html, liquids);
  return { html: showInHtml(html, liquids), words: words.filter((part) => part !== '').join('\n\n') };
}

/** The words of MJML that is not Markdown: a text without its tags, a button with its link, the tags that steer. */
function bareWords(tag: string, attributes: string, inside: string): string {
  const words = inside
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const [, url] = /\bhref="([^"]*)"/.exec(attributes) ?? [];
  if (tag === 'button') return url === undefined ? words : `${words}: ${url}`;
  return tag === 'raw' ? [...inside.matchAll(MARK)].map(([mark]) => mark).join('') : words;
}

/** The layout with its brand filled in and the content in place, Liquid hidden. */
function layOut({ layout, brand }: Frame, content: string, liquids: Liquids): string {
  const hidden = hideLiquid(
    layout.replaceAll(/<!--[\s\S]*?-->/g, (comment) => comment.replaceAll(/[^\n]/g, '')),
    liquids,
  );
  const escaped = { ...brand, address: escapeHtml(brand.address), legal: escapeHtml(brand.legal) };
  const branded = String(BRAND_LIQUID.parseAndRenderSync(hidden, { brand: escaped, ...SLOT }));
  return branded.split(SLOT.content).join(content);
}

/** The layout's own placeholders, `[[ brand.logo ]]`, are filled before MJML: it refuses a colour that is not one. */
const BRAND_LIQUID = new Liquid({
  outputDelimiterLeft: '[[',
  outputDelimiterRight: ']]',
  tagDelimiterLeft: '[%',
  tagDelimiterRight: '%]',
  templates: {},
  ownPropertyOnly: true,
  strictVariables: true,
  strictFilters: true,
});

function fillSlots(html: string, parts: Parts, liquids: Liquids, locale: string): string {
  return html
    .replaceAll(` aria-label="${SLOT.title}"`, '')
    .replaceAll(`aria-label="${SLOT.title}" `, '')
    .replaceAll(SLOT.locale, escapeHtml(locale))
    .replaceAll(SLOT.title, () => showLiquid(escapeHtml(parts.subject), liquids))
    .replaceAll(SLOT.preheader, () => showLiquid(escapeHtml(parts.preheader), liquids));
}

/** Puts the Liquid back into HTML; one that makes a whole link is let through only if it is one. */
function showInHtml(html: string, liquids: Liquids): string {
  const guarded = html.replaceAll(
    /\b(href|src)=(["'])\uE000(\d+)\uE001\2/g,
    (_, name: string, quote: string, number: string) => {
      const source = (liquids.sources[Number(number)] ?? '').replace(/\s*-?\}\}$/, ' | link }}');
      return `${name}=${quote}${addLiquid(liquids, source, null)}${quote}`;
    },
  );
  return showLiquid(guarded, liquids);
}

function showWords(words: string, liquids: Liquids): string {
  if (/\{[{%]/.test(words))
    throw new TemplateRefused([
      { severity: 'error', line: null, message: '"{{" and "{%" may only begin a placeholder or a tag.' },
    ]);
  return showLiquid(words, liquids);
}

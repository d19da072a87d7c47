import { Liquid, type Template } from 'liquidjs';
import { FILTERS, words } from './filters.ts';
import { makeRunner, type LiquidRunner, type Writer } from './run-liquid.ts';

/**
 * The language of placeholders: Liquid, cut down to what a letter needs. No includes, no loop without end, no way past the
 * escaping: how a value is written is decided here, not by the author of a template. Two writers serve one source, for HTML
 * and for plain words.
 */
export const TAGS = ['if', 'unless', 'case', 'for', 'break', 'continue', 'assign', 'comment', '#'];

const PARSE_LIMIT = 400_000;

export type Part = 'html' | 'words';

const WRITERS: Readonly<Record<Part, Writer>> = { html: writeHtml, words };

const reader = makeReader();

/** Reads Liquid; throws liquidjs' errors, which name the line. */
export function parseLiquid(source: string): Template[] {
  return reader.parse(source);
}

/** Makes Liquid runnable for one part of a mail. */
export function compileLiquid(source: string, part: Part): LiquidRunner {
  return makeRunner(parseLiquid(source), WRITERS[part]);
}

/** Every placeholder of parsed Liquid with its place: `['client', 'name']`, line and column from 1. */
export function placeholdersIn(template: Template[]): { path: string[]; line: number; column: number }[] {
  return Object.values(reader.analyzeSync(template, { partials: false }).globals)
    .flat()
    .map((variable) => ({
      path: variable.segments.filter((segment) => typeof segment === 'string'),
      line: variable.location.row,
      column: variable.location.col,
    }));
}

function makeReader(): Liquid {
  const liquid = new Liquid({ templates: {}, ownPropertyOnly: true, strictFilters: true, parseLimit: PARSE_LIMIT });
  for (const name of Object.keys(liquid.tags)) if (!TAGS.includes(name)) Reflect.deleteProperty(liquid.tags, name);
  for (const name of Object.keys(liquid.filters)) Reflect.deleteProperty(liquid.filters, name);
  for (const [name, filter] of Object.entries(FILTERS)) liquid.registerFilter(name, filter);
  return liquid;
}

/** Rich text passes where it was sanitised; all else is escaped, line by line. */
function writeHtml(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'html' in value && typeof value.html === 'string')
    return value.html;
  return escapeHtml(words(value)).replaceAll('\n', '<br>\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const SIGNS = /[&<>"']/;

/** Text made safe for HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return SIGNS.test(text) ? text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign) : text;
}

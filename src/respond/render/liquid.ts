import { Liquid, type Template } from 'liquidjs';

/**
 * The language of placeholders: Liquid, cut down to what a letter needs. No includes, no loops without end, no way past the
 * escaping: what a value is written as is decided here (`outputEscape`), not by the author of a template. Two engines speak
 * it, one for HTML and one for plain words, so that one source serves both parts of a mail.
 */
const TAGS = ['if', 'unless', 'case', 'for', 'break', 'continue', 'assign', 'comment', '#'];
export const FILTERS = [
  'default',
  'upcase',
  'downcase',
  'capitalize',
  'truncate',
  'truncatewords',
  'strip',
  'join',
  'size',
  'first',
  'last',
  'append',
  'prepend',
  'plus',
  'minus',
];

/** Wall time, so generous: a paused process must not lose its template. What really bounds loops is the number of steps. */
const RENDER_LIMIT_MS = 2_000;
const STEP_LIMIT = 50_000;
const MEMORY_LIMIT = 20_000_000;
const PARSE_LIMIT = 400_000;

export type Engine = 'html' | 'words';

const ENGINES: Readonly<Record<Engine, Liquid>> = { html: engine(valueAsHtml), words: engine(valueAsWords) };

/** Parses Liquid; throws liquidjs' errors, which carry a line. */
export function parseLiquid(source: string, kind: Engine): Template[] {
  return ENGINES[kind].parse(source);
}

/** Fills a parsed template. */
export function fill(template: Template[], data: object, kind: Engine): string {
  return String(ENGINES[kind].renderSync(template, data, { templateLimit: STEP_LIMIT }));
}

/** Every placeholder of a parsed template with its place: `['client', 'name']`, line and column from 1. */
export function placeholdersIn(template: Template[]): { path: string[]; line: number; column: number }[] {
  const { globals } = ENGINES.words.analyzeSync(template, { partials: false });
  return Object.values(globals)
    .flat()
    .map((variable) => ({
      path: variable.segments.filter((segment) => typeof segment === 'string'),
      line: variable.location.row,
      column: variable.location.col,
    }));
}

function engine(outputEscape: (value: unknown) => string): Liquid {
  const liquid = new Liquid({
    outputEscape,
    templates: {},
    ownPropertyOnly: true,
    strictFilters: true,
    jsTruthy: true,
    parseLimit: PARSE_LIMIT,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
  });
  for (const name of Object.keys(liquid.tags)) if (!TAGS.includes(name)) Reflect.deleteProperty(liquid.tags, name);
  for (const name of Object.keys(liquid.filters))
    if (!FILTERS.includes(name)) Reflect.deleteProperty(liquid.filters, name);
  liquid.registerFilter('link', (value: unknown) => (isLink(value) ? value : ''));
  liquid.registerFilter('quoted', (value: unknown) =>
    valueAsWords(value)
      .split('\n')
      .map((line) => `> ${line}`.trimEnd())
      .join('\n'),
  );
  return liquid;
}

function isLink(value: unknown): value is string {
  return typeof value === 'string' && /^(?:https?:\/\/|mailto:|tel:)[^\u0000-\u0020<>"]+$/i.test(value);
}

function valueAsHtml(value: unknown): string {
  if (isRich(value) && typeof value.html === 'string') return value.html;
  return escapeHtml(valueAsWords(value)).replaceAll('\n', '<br>\n');
}

function valueAsWords(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(valueAsWords).join(', ');
  return isRich(value) ? value.text : '';
}

/** `data` was rebuilt field by field before (`plainData`), so an object with `text` can only be a rich text. */
function isRich(value: unknown): value is { text: string; html?: unknown } {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

type Filter = (value: unknown, ...args: readonly unknown[]) => unknown;

/** The filters of letters: few, plain, without a clock or chance. A value that does not fit comes out empty, never as an error. */
export const FILTERS: Readonly<Record<string, Filter>> = {
  default: (value, instead) => (isEmpty(value) ? instead : value),
  upcase: (value) => words(value).toLocaleUpperCase('en'),
  downcase: (value) => words(value).toLocaleLowerCase('en'),
  capitalize: (value) =>
    words(value).slice(0, 1).toLocaleUpperCase('en') + words(value).slice(1).toLocaleLowerCase('en'),
  strip: (value) => words(value).trim(),
  append: (value, more) => words(value) + words(more),
  prepend: (value, more) => words(more) + words(value),
  truncate: (value, length = 50, mark = '…') => truncate(words(value), Number(length), words(mark)),
  truncatewords: (value, count = 15, mark = '…') => truncateWords(words(value), Number(count), words(mark)),
  join: (value, by = ' ') => (Array.isArray(value) ? value.map(words).join(words(by)) : value),
  first: (value) => (Array.isArray(value) ? (value as unknown[])[0] : undefined),
  last: (value) => (Array.isArray(value) ? (value as unknown[]).at(-1) : undefined),
  size: (value) => (Array.isArray(value) || typeof value === 'string' ? value.length : 0),
  plus: (value, other) => number(value) + number(other),
  minus: (value, other) => number(value) - number(other),
  /** Put by the compiler around a placeholder that is a whole link: whatever is no link leads nowhere. */
  link: (value) => (isLink(value) ? value : ''),
  /** Put by the compiler around a placeholder that is a whole quotation, in plain words. */
  quoted: (value) =>
    isEmpty(value)
      ? ''
      : words(value)
          .split('\n')
          .map((line) => `> ${line}`.trimEnd())
          .join('\n'),
};

/** Those that authors may use. */
export const AUTHORS_FILTERS: readonly string[] = Object.keys(FILTERS).filter(
  (name) => name !== 'link' && name !== 'quoted',
);

/** A value in plain words; a rich text by its text. */
export function words(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(words).join(', ');
  return typeof value === 'object' && value !== null && 'text' in value ? words(value.text) : '';
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === '';
}

function isLink(value: unknown): value is string {
  return typeof value === 'string' && /^(?:https?:\/\/|mailto:|tel:)[^\u0000-\u0020<>"]+$/i.test(value);
}

function truncate(text: string, length: number, mark: string): string {
  return text.length <= length
    ? text
    : text
        .slice(0, Math.max(0, length - mark.length))
        .toWellFormed()
        .trimEnd() + mark;
}

function truncateWords(text: string, count: number, mark: string): string {
  const all = text.split(/\s+/);
  return all.length <= count ? text : all.slice(0, Math.max(1, count)).join(' ') + mark;
}

function number(value: unknown): number {
  const found = Number(typeof value === 'object' ? Number.NaN : value);
  return Number.isFinite(found) ? found : 0;
}

/** Data that Liquid may see: own fields of plain objects, words, numbers, lists; nothing empty, nothing that can be called. */
export type Plain = { readonly [key: string]: PlainValue };
type PlainValue = string | number | boolean | readonly PlainValue[] | Plain;

const MAX_DEPTH = 6;

/**
 * Rebuilds the data of a mail field by field. Whatever is empty is left out, so that `{% if x %}` means "there is something to
 * say"; Liquid takes '' and [] for true. Control characters that no letter holds are removed.
 */
export function plainData(data: object): Plain {
  return plainObject(data, 0) ?? {};
}

function plainObject(value: object, depth: number): Plain | undefined {
  const plain: Record<string, PlainValue> = Object.create(null) as Record<string, PlainValue>;
  let size = 0;
  for (const [name, field] of Object.entries(value)) {
    const kept = plainValue(field, depth + 1);
    if (kept === undefined) continue;
    plain[name] = kept;
    size++;
  }
  return size === 0 ? undefined : plain;
}

function plainValue(value: unknown, depth: number): PlainValue | undefined {
  if (typeof value === 'string') return words(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (value === true) return true;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return undefined;
  if (!Array.isArray(value)) return plainObject(value, depth);
  const items = value.map((item) => plainValue(item, depth + 1)).filter((item) => item !== undefined);
  return items.length === 0 ? undefined : items;
}

/** Control characters but tab and line end, the marks of the compiler, and line ends of other systems. */
const UNWANTED = /[\u0000-\u0008\u000B-\u001F\u007F\uE000-\uE01F]/;

function words(value: string): string | undefined {
  const clean = UNWANTED.test(value) ? value.replaceAll('\r\n', '\n').replaceAll(new RegExp(UNWANTED, 'g'), '') : value;
  return clean.trim() === '' ? undefined : clean.toWellFormed();
}

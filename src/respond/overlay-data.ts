import { CATALOGUE } from './catalogue.ts';
import { staffHtmlForClients } from './sanitise-html.ts';
import type { TemplateData, TemplateName } from './template-data.ts';

/**
 * Lays given values over a sample, field by field, for previews. What comes from a file or a form is not trusted: a rich text's
 * HTML is cleaned as any other, and a plain word stands for a rich text without HTML. Unknown fields do no harm: no template
 * can name them.
 */
export function overlayData<Name extends TemplateName>(
  name: Name,
  sample: TemplateData[Name],
  given: unknown,
): TemplateData[Name] {
  const rich = CATALOGUE[name].filter(({ kind }) => kind === 'rich').map(({ path }) => path);
  return overlaid(sample, nested(given), rich, '') as TemplateData[Name];
}

function overlaid(under: unknown, over: unknown, rich: readonly string[], path: string): unknown {
  if (over === undefined) return under;
  if (rich.includes(path)) return richText(over);
  if (!isObject(under) || !isObject(over)) return over;
  const fields = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries(
    [...fields].map((field) => [
      field,
      overlaid(own(under, field), own(over, field), rich, path === '' ? field : `${path}.${field}`),
    ]),
  );
}

function richText(given: unknown): object | null {
  if (typeof given === 'string') return { text: given };
  if (!isObject(given)) return null;
  const text = own(given, 'text');
  const html = own(given, 'html');
  return {
    ...given,
    text: typeof text === 'string' ? text : '',
    html: typeof html === 'string' ? staffHtmlForClients(html) : null,
  };
}

/** `{"client.name": "Ann"}` is written as often as `{"client": {"name": "Ann"}}`. */
function nested(given: unknown): unknown {
  if (!isObject(given)) return given;
  const tree: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(given)) {
    const [first = '', ...rest] = path.split('.');
    const inner = rest.length === 0 ? value : { [rest.join('.')]: value };
    const before = own(tree, first);
    const after = nested(inner);
    tree[first] = isObject(before) && isObject(after) ? { ...before, ...after } : after;
  }
  return tree;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(object: Record<string, unknown>, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined;
}

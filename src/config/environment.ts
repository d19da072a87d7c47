import { isScalar, visit, type Document } from 'yaml';
import type { Path } from '../yaml-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Values from the environment as the file asks for them, and where it asked for one that is not there. */
export type Filled = {
  readonly missing: readonly { readonly path: Path; readonly message: string }[];
  /** Name → value of all that was filled in: what no message may quote. */
  readonly values: ReadonlyMap<string, string>;
};

/**
 * `password: ${NAME}` stands unquoted in `{ … }`, where YAML would take its braces for a map. So `$`, `{` and `}` of each
 * `${NAME}` become private-use characters before YAML sees them; one for one, which keeps lines and columns true.
 */
export function mask(text: string): string {
  return text.replaceAll(/\$?\$\{[^{}\r\n]*\}/g, (written) =>
    written.replaceAll('$', DOLLAR).replace('{', OPEN).replace('}', CLOSE),
  );
}

/** The text as it was written. */
export function unmask(text: string): string {
  return text.replaceAll(DOLLAR, '$').replaceAll(OPEN, '{').replaceAll(CLOSE, '}');
}

const DOLLAR = '\uE000';
const OPEN = '\uE001';
const CLOSE = '\uE002';
const PLACE = new RegExp(`${DOLLAR}?${DOLLAR}${OPEN}([^${CLOSE}]*)${CLOSE}`, 'g');

/**
 * Puts the environment's values in the places that `mask` left, in values only, never in keys. It is done on the parsed
 * document, so a value can hold any character without becoming YAML. `$${` stands for `${`.
 */
export function fillIn(document: Document, environment: Environment): Filled {
  const missing: { path: Path; message: string }[] = [];
  const values = new Map<string, string>();
  visit(document, {
    Scalar(key, node, ancestors) {
      if (typeof node.value !== 'string') return;
      if (key === 'key') node.value = unmask(node.value);
      else
        node.value = node.value.replaceAll(PLACE, (place, name: string) => {
          if (place.startsWith(DOLLAR + DOLLAR)) return unmask(place.slice(1));
          const value = NAME.test(name) ? environment[name] : undefined;
          if (value === undefined || value === '')
            missing.push({ path: pathOf(ancestors, node), message: absent(name) });
          else values.set(name, value);
          return value ?? unmask(place);
        });
    },
  });
  return { missing, values };
}

const NAME = /^[A-Za-z_]\w*$/;

function absent(name: string): string {
  if (!NAME.test(name)) return 'write ${NAME} with the name of an environment variable';
  return `the environment has no ${name}: set it, or write ${name}=… into the file .env beside this one`;
}

type Node = Readonly<{ items?: readonly unknown[]; key?: unknown; value?: unknown }>;

function pathOf(ancestors: readonly unknown[], leaf: unknown): Path {
  const nodes = [...ancestors, leaf] as Node[];
  return nodes.flatMap((node, index): PropertyKey[] => {
    const child = nodes[index + 1];
    if (child === undefined) return [];
    if (isPair(node)) return isScalar(node.key) ? [String(node.key.value)] : [];
    return isPair(child) ? [] : [node.items?.indexOf(child) ?? -1].filter((position) => position >= 0);
  });
}

function isPair(node: Node): boolean {
  return 'key' in node && !('items' in node);
}

/** Takes the environment's values out of a message again. */
export function withoutValues(message: string, values: ReadonlyMap<string, string>): string {
  let clean = unmask(message);
  for (const [name, value] of values) if (value.length >= 3) clean = clean.replaceAll(value, `\${${name}}`);
  return clean;
}

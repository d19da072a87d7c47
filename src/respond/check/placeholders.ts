import type { Placeholder } from '../catalogue.ts';
import { parseLiquid, placeholdersIn } from '../render/liquid.ts';
import { lineAt, type Problem } from '../render/placeholder-marks.ts';
import { didYouMean, syntaxProblem } from '../render/syntax-problem.ts';

/** Placeholders and filters that do not exist, each with what was probably meant. */
export function placeholderProblems(text: string, known: readonly Placeholder[]): Problem[] {
  const bare = text.replaceAll(/<!--[\s\S]*?-->/g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  let templates;
  try {
    templates = parseLiquid(bare);
  } catch (error) {
    return [syntaxProblem(error)];
  }
  const paths = known.flatMap(({ path, kind }) => (kind === 'rich' ? [path, `${path}.text`] : [path]));
  const unknown = placeholdersIn(templates)
    .filter(({ path }) => !isKnown(path.join('.'), paths))
    .map(({ path, line }) => missing(path.join('.'), paths, line));
  return [...unknown, ...fieldProblems(bare, known)];
}

function missing(path: string, known: readonly string[], line: number): Problem {
  return { severity: 'error', line, message: `There is no placeholder "${path}".${didYouMean(path, known)}` };
}

/** A list or a rich text has a few properties of its own. */
function isKnown(path: string, known: readonly string[]): boolean {
  return known.includes(path) || known.includes(path.replace(/\.(?:size|first|last)$/, ''));
}

/** Fields of the items in loops: `{% for item in digest.today %} {{ item.subject }}`. */
function fieldProblems(text: string, known: readonly Placeholder[]): Problem[] {
  const fields = new Map<string, Set<string>>();
  for (const [, variable = '', path = ''] of text.matchAll(/\{%-?\s*for\s+(\w+)\s+in\s+([\w.]+)/g)) {
    const own = fields.get(variable) ?? new Set();
    for (const field of known.find((placeholder) => placeholder.path === path)?.fields ?? []) own.add(field.path);
    fields.set(variable, own);
  }
  const problems: Problem[] = [];
  for (const liquid of text.matchAll(/\{[{%][^{}]*[%}]\}/g)) {
    for (const [whole, variable = '', field = ''] of liquid[0]
      .replaceAll(/"[^"]*"|'[^']*'/g, '')
      .matchAll(/\b(\w+)\.(\w+)/g)) {
      const own = fields.get(variable);
      if (own === undefined || own.has(field)) continue;
      const names = [...own].map((name) => `${variable}.${name}`);
      problems.push(missing(whole, names, lineAt(text, liquid.index)));
    }
  }
  return problems;
}

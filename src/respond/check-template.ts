import { CATALOGUE } from './catalogue.ts';
import { awkwardProblems } from './check/awkward.ts';
import { lookProblems } from './check/looks.ts';
import { placeholderProblems } from './check/placeholders.ts';
import { wordingProblems, type AvoidedWord } from './check/wording.ts';
import type { CompiledTemplate } from './render/compile.ts';
import { TemplateRefused, type Problem } from './render/placeholder-marks.ts';
import type { TemplateSource } from './render/source.ts';
import { isTemplateName } from './render/template-files.ts';

/**
 * What a template says to its author before it is published: everything that is wrong, at its line, in plain words. An error
 * keeps a template from being published; a warning does not. What could still go wrong for a particular client is tried here
 * on awkward ones, so that sending finds nothing new.
 */
export type Checked = {
  readonly problems: readonly Problem[];
  /** null where an error stands in the way. */
  readonly compiled: CompiledTemplate | null;
};

export async function checkTemplate(
  source: TemplateSource,
  compile: (source: TemplateSource) => Promise<CompiledTemplate>,
  avoid: readonly AvoidedWord[] = [],
): Promise<Checked> {
  if (!isTemplateName(source.name)) return refused([`There is no template named "${source.name}".`]);
  const unknown = placeholderProblems(source.text, CATALOGUE[source.name]);
  let compiled: CompiledTemplate;
  try {
    compiled = await compile(source);
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    return { problems: inOrder([...error.problems, ...unknown]), compiled: null };
  }
  const problems = inOrder([
    ...unknown,
    ...awkwardProblems(source.name, compiled),
    ...lookProblems(source, compiled),
    ...wordingProblems(source, avoid),
  ]);
  return { problems, compiled: problems.some(({ severity }) => severity === 'error') ? null : compiled };
}

function refused(messages: readonly string[]): Checked {
  return { problems: messages.map((message) => ({ severity: 'error', line: null, message })), compiled: null };
}

/** Errors first, then by line; each once. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const seen = new Map(problems.map((problem) => [`${problem.line ?? ''} ${problem.message}`, problem]));
  return [...seen.values()].sort(
    (a, b) => a.severity.localeCompare(b.severity) || (a.line ?? Infinity) - (b.line ?? Infinity),
  );
}

import type { MjmlProblem } from 'mjml';
import { lineAt, TemplateRefused } from './placeholder-marks.ts';

/** MJML's own compiler recurses: deeper documents overflow its stack, longer ones take seconds (2,000 sections: 4.7 s). */
const MAX_DEPTH = 40;
const MAX_ELEMENTS = 600;
const MAX_LENGTH = 200_000;

/**
 * Compiles a whole MJML document. The only user of mjml, loaded when first needed: importing it costs half a second and
 * 90 MB, which the send path never pays. `firstLine` is the line of the author's source on which `mjml` begins.
 */
export async function compileMjml(mjml: string, firstLine: number): Promise<string> {
  refuseUnsafe(mjml);
  const { html, errors } = await runMjml(mjml, firstLine);
  if (errors.length > 0)
    throw new TemplateRefused(
      errors.map(({ line, message, tagName }) => ({
        severity: 'error',
        line: Math.max(1, line - firstLine + 1),
        message: message.startsWith(tagName) ? `${message}.` : `${tagName}: ${message}.`,
      })),
    );
  return html.replaceAll(/\n[ \t]+/g, '\n').replaceAll(/\n{2,}/g, '\n');
}

/**
 * Validation comes first ("strict"): mjml draws what it has found wrong all the same otherwise, and dies of it (an mj-style
 * among texts is "component.htmlAttributes is not a function"). Whatever else it throws is the template's fault, too.
 */
async function runMjml(mjml: string, firstLine: number): Promise<{ html: string; errors: readonly MjmlProblem[] }> {
  const { default: mjml2html } = await import('mjml');
  try {
    return await mjml2html(mjml, { validationLevel: 'strict', ignoreIncludes: true, keepComments: false, fonts: {} });
  } catch (error) {
    if (error instanceof Error && 'errors' in error) return { html: '', errors: error.errors as MjmlProblem[] };
    const at = misplacedTag(mjml);
    throw new TemplateRefused([
      {
        severity: 'error',
        line: at === null ? null : Math.max(1, lineAt(mjml, at) - firstLine + 1),
        message: 'MJML cannot make a letter of this: a tag is not closed, or stands where it does not belong.',
      },
    ]);
  }
}

/** Where the first MJML tag stands that has no partner; null where all have one. */
function misplacedTag(mjml: string): number | null {
  const open: { tag: string; at: number }[] = [];
  for (const { 1: slash, 2: tag = '', 3: end, index: at } of mjml.matchAll(/<(\/?)(mj[\w-]*)[^<>]*?(\/?)>/g)) {
    if (slash === '/' && open.pop()?.tag !== tag) return at;
    if (slash === '' && end === '') open.push({ tag, at });
  }
  return open[0]?.at ?? null;
}

function refuseUnsafe(mjml: string): void {
  const refuse = (message: string): never => {
    throw new TemplateRefused([{ severity: 'error', line: null, message }]);
  };
  if (mjml.length > MAX_LENGTH) refuse(`The template is longer than ${MAX_LENGTH} characters.`);
  if (/<\s*mj-include/i.test(mjml)) refuse('mj-include is not allowed: a template stands in one file.');
  let depth = 0;
  let elements = 0;
  for (const [tag] of mjml.matchAll(/<\/?[a-z][^<>]*>/gi)) {
    if (tag.startsWith('</')) depth--;
    else if (!tag.endsWith('/>')) depth++;
    if (++elements > MAX_ELEMENTS) refuse(`The template has more than ${MAX_ELEMENTS} tags.`);
    if (depth > MAX_DEPTH) refuse(`The template nests more than ${MAX_DEPTH} tags.`);
  }
}

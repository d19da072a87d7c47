import { TemplateRefused } from './placeholder-marks.ts';

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
  const { default: mjml2html } = await import('mjml');
  const { html, errors } = await mjml2html(mjml, {
    validationLevel: 'soft',
    ignoreIncludes: true,
    keepComments: false,
    fonts: {},
  });
  if (errors.length > 0)
    throw new TemplateRefused(
      errors.map(({ line, message, tagName }) => ({
        severity: 'error',
        line: Math.max(1, line - firstLine + 1),
        message: `${tagName}: ${message}`,
      })),
    );
  return html.replaceAll(/\n[ \t]+/g, '\n').replaceAll(/\n{2,}/g, '\n');
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

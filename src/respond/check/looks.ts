import { Parser } from 'htmlparser2';
import { sampleData } from '../catalogue-samples.ts';
import type { CompiledTemplate } from '../render/compile.ts';
import { lineAt, type Problem } from '../render/placeholder-marks.ts';
import type { TemplateSource } from '../render/source.ts';
import { cssProblems } from './css-support.ts';
import { renderTemplate, templateSetOf } from '../render.ts';
import type { TemplateName } from '../template-data.ts';

/** An acknowledgement answers strangers: it must stay small, so that nobody uses it to multiply mail (rules 3.2). */
const ACKNOWLEDGEMENT_LIMIT = 20_000;
/** Gmail hides what comes after 102 kB. */
const LETTER_LIMIT = 102_000;
/** Headers, boundaries and transfer encoding around the two parts. */
const WRAPPING = 1_500;

/** How it looks and how large it is, as far as it can be told without eyes. */
export function lookProblems(source: TemplateSource, compiled: CompiledTemplate): Problem[] {
  return [...sizeProblems(compiled), ...cssProblems(source.text), ...pictureProblems(source.text, compiled.html ?? '')];
}

function sizeProblems(compiled: CompiledTemplate): Problem[] {
  const name = compiled.name as TemplateName;
  const rendered = renderTemplate(templateSetOf([compiled]), name, compiled.locale, sampleData(name, compiled.locale));
  const html = Buffer.byteLength(rendered.html ?? '');
  const size = html + Buffer.byteLength(rendered.text) + WRAPPING;
  const acknowledgement = name.startsWith('acknowledgement');
  const tooLarge = acknowledgement ? size > ACKNOWLEDGEMENT_LIMIT : html > LETTER_LIMIT;
  const limit = acknowledgement
    ? '20 kB, the most that an acknowledgement may have'
    : '102 kB, after which Gmail cuts a mail off';
  return tooLarge
    ? [{ severity: 'error', line: null, message: `It has ${Math.round(size / 1000)} kB, more than ${limit}.` }]
    : [];
}

const NO_ALT = 'A picture has no alt text for those who do not see it.';

function pictureProblems(text: string, html: string): Problem[] {
  const bare = /<mj-image\b(?![^>]*\balt=)/.exec(text);
  const problems: Problem[] =
    bare === null ? [] : [{ severity: 'error', line: lineAt(text, bare.index), message: NO_ALT }];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'img' && !('alt' in attributes)) problems.push({ severity: 'error', line: null, message: NO_ALT });
      if (name === 'a' && /^http:\/\//i.test(attributes['href'] ?? ''))
        problems.push({
          severity: 'warning',
          line: null,
          message: `The link ${attributes['href'] ?? ''} is not encrypted: write https.`,
        });
      if (name === 'a' && (attributes['href'] ?? '') === '')
        problems.push({ severity: 'error', line: null, message: 'A link leads nowhere.' });
    },
  });
  parser.end(html);
  return problems;
}

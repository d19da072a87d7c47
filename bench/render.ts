import { readFile } from 'node:fs/promises';
import { Liquid } from 'liquidjs';
import mjml2html from 'mjml';
import { sampleData } from '../src/respond/catalogue-samples.ts';
import { loadTemplates, renderTemplate } from '../src/respond/render.ts';
import { readBrand } from '../src/respond/render/brand.ts';
import { FILTERS, words } from '../src/respond/render/filters.ts';
import { escapeHtml } from '../src/respond/render/liquid.ts';
import { plainData } from '../src/respond/render/plain-data.ts';

/** Of issue 7: a published template is filled in under 0.1 ms, and at least 100 times faster than compiling MJML per mail. */
const LIMIT_MS = 0.1;
const LIMIT_RATIO = 100;

/**
 * An acknowledgement three ways: our filling of the published template (subject, HTML and words); the same compiled parts
 * filled by liquidjs itself; and the same letter, layout and all, compiled from MJML for each mail.
 * Processor time, the median of seven rounds, so that a busy machine does not decide.
 */
export async function benchRender(): Promise<boolean> {
  const set = await loadTemplates('templates');
  const data = sampleData('acknowledgement', 'en');
  const compiled = set.shipped.get('acknowledgement/en');
  const mjml = await wholeLetter();
  if (compiled === undefined) throw new Error('the acknowledgement is missing');

  const liquid = new Liquid({
    outputEscape: (value) => escapeHtml(words(value)),
    jsTruthy: true,
    ownPropertyOnly: true,
  });
  for (const [name, filter] of Object.entries(FILTERS)) liquid.registerFilter(name, filter);
  const parts = [compiled.subject, compiled.html ?? '', compiled.words].map((part) => liquid.parse(part));
  const plain = { ...plainData(data) };

  const fill = await processorTime(5_000, () => renderTemplate(set, 'acknowledgement', 'en', data));
  const reference = await processorTime(1_000, () => parts.map((part) => String(liquid.renderSync(part, plain))));
  const perMail = await processorTime(30, () => mjml2html(mjml, { fonts: {} }));

  const ratio = perMail / fill;
  const row = (label: string, ms: number): string => `${label.padEnd(44)}${ms.toFixed(4).padStart(9)} ms a mail`;
  console.log(row('filling a published template', fill));
  console.log(row('the same parts filled by liquidjs itself', reference));
  console.log(row('compiling MJML for each mail', perMail));
  console.log(
    `MJML for each mail costs ${Math.round(ratio)} times as much (limits: ${LIMIT_MS} ms, ${LIMIT_RATIO} times)`,
  );
  return fill < LIMIT_MS && ratio >= LIMIT_RATIO;
}

/** The acknowledgement as one MJML document, as a program has it that compiles for each mail. */
async function wholeLetter(): Promise<string> {
  const message = await readFile('templates/en/acknowledgement.mjml', 'utf8');
  const [, content = ''] = /<mj-body>([\s\S]*)<\/mj-body>/.exec(message) ?? [];
  const brand = readBrand(await readFile('templates/brand.yaml', 'utf8'));
  const layout = new Liquid({
    outputDelimiterLeft: '[[',
    outputDelimiterRight: ']]',
    tagDelimiterLeft: '[%',
    tagDelimiterRight: '%]',
  });
  const source = (await readFile('templates/layout.mjml', 'utf8')).replace(/<!--[\s\S]*?-->/, '');
  return String(layout.parseAndRenderSync(source, { brand, content, locale: 'en', title: 'Re:', preheader: 'Soon' }));
}

/** Milliseconds of processor time that one run costs, the median of seven rounds after one to warm up. */
async function processorTime(runs: number, work: () => unknown): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 8; round++) {
    const before = process.cpuUsage();
    for (let run = 0; run < runs; run++) await work();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / 1000 / runs);
  }
  return rounds.slice(1).sort((a, b) => a - b)[3] ?? 0;
}

if (import.meta.main) process.exitCode = (await benchRender()) ? 0 : 1;

import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { readPolicy } from '../policy-file.ts';
import { sampleData } from '../respond/catalogue-samples.ts';
import { brandProblems } from '../respond/check/brand.ts';
import { checkTemplate } from '../respond/check-template.ts';
import { overlayData } from '../respond/overlay-data.ts';
import { templateCompiler } from '../respond/render/compile.ts';
import type { Problem } from '../respond/render/placeholder-marks.ts';
import type { TemplateSource } from '../respond/render/source.ts';
import { isTemplateName, readTemplateFolder, type TemplateFolder } from '../respond/render/template-files.ts';
import { loadTemplates, renderTemplate } from '../respond/render.ts';
import { TemplateShelf } from '../respond/template-shelf.ts';
import { LOCALES, TEMPLATE_NAMES } from '../respond/template-data.ts';
import { defineCommand, UsageError, type Io } from './command.ts';
import { deskTemplates, type DeskTemplates } from './desk-templates.ts';

/** The templates that come with the program. */
export const SHIPPED = join(import.meta.dirname, '../../templates');

const FOLDER_OPTION = {
  templates: { type: 'string', help: 'DIR: a folder of your own, as under `templates` in the configuration' },
} as const;

const DESK_OPTION = {
  config: {
    type: 'string',
    short: 'c',
    help: 'F: the desk whose files and published versions count (default: replydesk.yaml, where there is one)',
  },
} as const;

export const list = defineCommand({
  usage: '[--json] [--templates DIR] [--config F]',
  options: { ...FOLDER_OPTION, ...DESK_OPTION, json: { type: 'boolean', help: 'one JSON object a line' } },
  run: async ({ options }, io) => {
    await using desk = await deskTemplates(options.config, io, options.templates);
    const own = options.templates ?? desk.config?.templates ?? undefined;
    const shipped = await readTemplateFolder(SHIPPED);
    const ofFirm = own === undefined ? [] : (await folderOf(own)).sources;
    const sources = [...shipped.sources, ...ofFirm];
    const locales = [...new Set([...LOCALES, ...[...sources, ...desk.published].map(({ locale }) => locale)])];
    for (const name of TEMPLATE_NAMES) {
      const isIts = (one: { readonly name: string }): boolean => one.name === name;
      const published = desk.published.filter(isIts).map(({ locale, number }) => ({ locale, version: number }));
      const there = locales.filter((locale) =>
        [...sources.filter(isIts), ...published.map((one) => ({ name, ...one }))].some((one) => one.locale === locale),
      );
      const missing = locales.filter((locale) => !there.includes(locale));
      const files = ofFirm.filter(isIts).map(({ locale }) => locale);
      const format = sources.findLast(isIts)?.format ?? null;
      if (options.json === true)
        io.write(JSON.stringify({ name, format, locales: there, missing, own: files, published }));
      else io.write(listLine({ name, format, there, missing, files, published }));
    }
    return 0;
  },
});

function listLine(of: {
  readonly name: string;
  readonly format: string | null;
  readonly there: readonly string[];
  readonly missing: readonly string[];
  readonly files: readonly string[];
  readonly published: readonly { readonly locale: string; readonly version: number }[];
}): string {
  const versions = of.published.map(({ locale, version }) => `${locale} (version ${version})`);
  return [
    `${of.name.padEnd(24)}${(of.format ?? '-').padEnd(10)}${of.there.join(' ')}`,
    ...(of.missing.length > 0 ? [`missing: ${of.missing.join(' ')}`] : []),
    ...(of.files.length > 0 ? [`your files: ${of.files.join(' ')}`] : []),
    ...(versions.length > 0 ? [`published: ${versions.join(', ')}`] : []),
  ].join('  ');
}

export const check = defineCommand({
  usage: '[NAME|FILE…] [--locale L] [--policy P] [--json]',
  options: {
    ...FOLDER_OPTION,
    locale: { type: 'string', help: 'L: only this language' },
    policy: {
      type: 'string',
      default: 'e',
      help: 'P: whose list of words to avoid counts: a preset (a … e) or a file',
    },
    json: { type: 'boolean', help: 'one JSON object a problem' },
  },
  words: { min: 0, max: 1000 },
  run: async ({ options, words }, io) => {
    const folder = await folderOf(options.templates);
    const policy = readPolicy(options.policy);
    if (!policy.ok) throw new UsageError(policy.problems);
    const chosen = (await chosenSources(folder, words)).filter(
      ({ locale }) => options.locale === undefined || locale === options.locale,
    );
    if (chosen.length === 0) throw new UsageError('there is no such template');
    const compile = templateCompiler(folder.frame);
    let errors = tell(io, 'brand.yaml', brandProblems(folder.frame.brand), options.json === true);
    for (const source of chosen) {
      const { problems } = await checkTemplate(source, compile, policy.value.avoid);
      errors += tell(io, fileOf(source), problems, options.json === true);
    }
    if (options.json !== true) io.write(`${chosen.length} templates, ${errors} errors`);
    return errors === 0 ? 0 : 1;
  },
});

export const render = defineCommand({
  usage: 'NAME [--locale L] [--data F.json] [--out html,text,subject]',
  options: {
    ...FOLDER_OPTION,
    ...DESK_OPTION,
    locale: { type: 'string', help: 'L: the language, such as de (default: that of the configuration, else en)' },
    data: { type: 'string', help: 'F.json: values to lay over the sample' },
    out: {
      type: 'string',
      default: 'subject,text,html',
      help: 'KINDS: html, text, subject; a single one is printed bare',
    },
  },
  words: { min: 1, max: 1 },
  run: async ({ options, words: [name = ''] }, io) => {
    if (!isTemplateName(name)) throw new UsageError(`there is no template "${name}"; templates list shows them`);
    const kinds = options.out.split(',').map((kind) => kind.trim());
    const wrong = kinds.find((kind) => !['html', 'text', 'subject'].includes(kind));
    if (wrong !== undefined) throw new UsageError(`--out: "${wrong}" is not one of html, text, subject`);
    await using desk = await deskTemplates(options.config, io, options.templates);
    const { config } = desk;
    const locale = options.locale ?? config?.locale ?? 'en';
    const company = config === null ? {} : { company: { name: config.company.name } };
    const data = overlayData(
      name,
      overlayData(name, sampleData(name, known(locale)), company),
      await given(options.data),
    );
    const files = await loadTemplates(SHIPPED, {
      own: options.templates ?? config?.templates,
      ...(config === null ? {} : { defaultLocale: config.locale }),
    });
    const set = desk.reader === null ? files : (await TemplateShelf.open(files, desk.reader)).set;
    for (const problem of set.problems) io.warn(`replydesk: ${problem}`);
    const rendered = renderTemplate(set, name, locale, data);
    for (const reason of rendered.fellBack) io.warn(`replydesk: ${reason}`);
    const parts: Readonly<Record<string, string>> = {
      subject: rendered.subject,
      text: rendered.text.trimEnd(),
      html: rendered.html ?? '',
    };
    if (kinds.length > 1 && desk.reader !== null)
      io.write(`--- ${originOf(desk, { name, locale: rendered.locale, version: rendered.version })}`);
    for (const kind of kinds) {
      if (kinds.length > 1) io.write(`--- ${kind}`);
      io.write(parts[kind] ?? '');
    }
    return rendered.fellBack.length + set.problems.length === 0 ? 0 : 1;
  },
});

/** Where the words come from: a published version, or a file. */
function originOf(
  { published }: DeskTemplates,
  used: { readonly name: string; readonly locale: string; readonly version: string },
): string {
  const version = published.find(
    ({ name, locale, number }) => name === used.name && locale === used.locale && used.version.startsWith(`${number}-`),
  );
  const from = version ? `version ${version.number}, published by ${version.author}` : 'the file; nothing is published';
  return `${used.locale}/${used.name}: ${from}`;
}

/** A language that formats of dates know; English for anything else. */
function known(locale: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** A folder of one's own, what it lacks taken from the shipped one; or the shipped one. */
async function folderOf(folder: string | undefined): Promise<TemplateFolder> {
  const shipped = await readTemplateFolder(SHIPPED);
  if (folder === undefined) return shipped;
  try {
    return await readTemplateFolder(folder, shipped);
  } catch (error) {
    throw new UsageError(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** By name all its languages; a file by its own name in the folder of its language. None named: all. */
async function chosenSources({ sources }: TemplateFolder, words: readonly string[]): Promise<TemplateSource[]> {
  if (words.length === 0) return [...sources];
  const chosen: TemplateSource[] = [];
  for (const word of words) {
    if (isTemplateName(word)) chosen.push(...sources.filter(({ name }) => name === word));
    else chosen.push(await sourceOf(word));
  }
  return chosen;
}

async function sourceOf(file: string): Promise<TemplateSource> {
  const kind = extname(file);
  const name = basename(file, kind);
  if (!isTemplateName(name) || (kind !== '.md' && kind !== '.mjml'))
    throw new UsageError(`${file}: a template is a file such as de/answer.md; templates list shows the names`);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`${file}: cannot be read`);
  });
  return { name, locale: basename(dirname(file)), format: kind === '.md' ? 'markdown' : 'mjml', text };
}

/** Its place in a folder of templates. */
export function fileOf({ name, locale, format }: Omit<TemplateSource, 'text'>): string {
  return `${locale}/${name}.${format === 'mjml' ? 'mjml' : 'md'}`;
}

/** Writes problems as compilers do; how many are errors. */
export function tell(io: Io, file: string, problems: readonly Problem[], json: boolean): number {
  for (const { line, severity, message } of problems) {
    if (json) io.write(JSON.stringify({ file, line, severity, message }));
    else io.write(`${file}${line === null ? '' : `:${line}`}: ${severity}: ${message}`);
  }
  return problems.filter(({ severity }) => severity === 'error').length;
}

async function given(file: string | undefined): Promise<unknown> {
  if (file === undefined) return {};
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`--data: ${file}: cannot be read`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--data: ${file}: ${error instanceof Error ? error.message : 'is not JSON'}`);
  }
}

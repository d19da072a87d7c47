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
import { LOCALES, TEMPLATE_NAMES } from '../respond/template-data.ts';
import { defineCommand, UsageError, type Io } from './command.ts';
import { configured } from './configured.ts';

/** The templates that come with the program. */
export const SHIPPED = join(import.meta.dirname, '../../templates');

const FOLDER_OPTION = {
  templates: { type: 'string', help: 'DIR: a folder of your own, as under `templates` in the configuration' },
} as const;

export const list = defineCommand({
  usage: '[--json]',
  options: { ...FOLDER_OPTION, json: { type: 'boolean', help: 'one JSON object a line' } },
  run: async ({ options }, { write }) => {
    const { sources } = await folderOf(options.templates);
    const locales = [...new Set([...LOCALES, ...sources.map(({ locale }) => locale)])];
    for (const name of TEMPLATE_NAMES) {
      const own = sources.filter((source) => source.name === name);
      const there = locales.filter((locale) => own.some((source) => source.locale === locale));
      const missing = locales.filter((locale) => !there.includes(locale));
      const format = own[0]?.format ?? null;
      if (options.json === true) write(JSON.stringify({ name, format, locales: there, missing }));
      else
        write(
          `${name.padEnd(24)}${(format ?? '-').padEnd(10)}${there.join(' ')}${missing.length > 0 ? `  missing: ${missing.join(' ')}` : ''}`,
        );
    }
    return 0;
  },
});

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
    config: { type: 'string', short: 'c', help: 'F: whose company and language count' },
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
    const config = options.config === undefined ? null : await configured(options.config, io);
    const locale = options.locale ?? config?.locale ?? 'en';
    const company = config === null ? {} : { company: { name: config.company.name } };
    const data = overlayData(
      name,
      overlayData(name, sampleData(name, known(locale)), company),
      await given(options.data),
    );
    const set = await loadTemplates(SHIPPED, {
      own: options.templates ?? config?.templates,
      ...(config === null ? {} : { defaultLocale: config.locale }),
    });
    for (const problem of set.problems) io.warn(`replydesk: ${problem}`);
    const rendered = renderTemplate(set, name, locale, data);
    for (const reason of rendered.fellBack) io.warn(`replydesk: ${reason}`);
    const parts: Readonly<Record<string, string>> = {
      subject: rendered.subject,
      text: rendered.text.trimEnd(),
      html: rendered.html ?? '',
    };
    for (const kind of kinds) {
      if (kinds.length > 1) io.write(`--- ${kind}`);
      io.write(parts[kind] ?? '');
    }
    return rendered.fellBack.length + set.problems.length === 0 ? 0 : 1;
  },
});

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

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { checkTemplate } from '../respond/check-template.ts';
import { publishTemplate, rollBackTemplate, type Press } from '../respond/publish-template.ts';
import { templateCompiler } from '../respond/render/compile.ts';
import type { TemplateSource } from '../respond/render/source.ts';
import { isTemplateName, readTemplateFolder } from '../respond/render/template-files.ts';
import { loadTemplates, type LoadedTemplates } from '../respond/render.ts';
import { sourceOf } from '../respond/template-shelf.ts';
import type { TemplateName } from '../respond/template-data.ts';
import type { Store } from '../store/store.ts';
import { draftsOf, saveDraft, templateHistory, versionsInForce, type Draft } from '../store/templates.ts';
import { CONFIG_OPTION, defineCommand, UsageError, type Io } from './command.ts';
import { configured } from './configured.ts';
import { table } from './table.ts';
import { fileOf, SHIPPED, tell } from './templates.ts';

/** Which version each file was when it was pulled, so that nobody overwrites what was published meanwhile. */
const PULLED = 'pulled.json';

const BY_OPTION = {
  by: { type: 'string', help: 'WHO: stands in the history (default: who runs the command)' },
} as const;
const NOTE_OPTION = { note: { type: 'string', help: 'WHY: stands in the history' } } as const;
const LOCALE_OPTION = { locale: { type: 'string', help: 'L: only this language, such as de' } } as const;

/** `templates pull DIR`: what is in force, as files for git and editors. */
export const pull = defineCommand({
  usage: 'DIR [--config F]',
  options: CONFIG_OPTION,
  words: { min: 1, max: 1 },
  async run({ options, words: [folder = ''] }, io) {
    await using room = await openRoom(options.config, io);
    const sources = await inForce(room);
    const pulled: Record<string, number> = {};
    for (const source of sources.values()) {
      const file = join(folder, fileOf(source));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, source.text);
      const otherFormat = { ...source, format: source.format === 'mjml' ? 'markdown' : 'mjml' } as const;
      await rm(join(folder, fileOf(otherFormat)), { force: true });
      pulled[key(source)] = source.number;
    }
    await writeFile(join(folder, PULLED), `${JSON.stringify(pulled, null, 2)}\n`);
    const published = [...sources.values()].filter(({ number }) => number > 0).length;
    io.write(`${sources.size} templates, ${published} of them published here, the others as they come`);
    return 0;
  },
});

/** `templates push DIR`: files that differ from what is in force become drafts. */
export const push = defineCommand({
  usage: 'DIR [--force] [--by WHO] [--config F]',
  options: {
    ...CONFIG_OPTION,
    ...BY_OPTION,
    force: { type: 'boolean', default: false, help: 'over drafts that somebody else began' },
  },
  words: { min: 1, max: 1 },
  async run({ options, words: [folder = ''] }, io) {
    await using room = await openRoom(options.config, io);
    const { sources } = await readTemplateFolder(folder, room.files.files).catch((error: unknown) => {
      throw new UsageError(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
    });
    const pulled = await readPulled(folder);
    const current = await inForce(room);
    const drafts = new Map((await draftsOf(room.store.read)).map((draft) => [key(draft), draft]));
    const author = authorOf(options.by);
    let unfit = 0;
    let pushed = 0;
    for (const source of sources) {
      const now = current.get(key(source));
      const draft = drafts.get(key(source)) ?? null;
      if (now?.text === source.text || draft?.source === source.text) continue;
      if (draft !== null && draft.author !== author && !options.force) {
        io.warn(`${fileOf(source)}: ${draft.author} has begun a draft of it; --force writes over it`);
        unfit += 1;
        continue;
      }
      const basedOn = pulled[key(source)] ?? now?.number ?? 0;
      await keepDraft(room.store, source, { author, basedOn, seen: draft });
      pushed += 1;
      io.write(`${fileOf(source)}: is a draft now`);
      const { problems } = await checkTemplate(source, room.press.compile, room.press.avoid);
      if (tell(io, fileOf(source), problems, false) > 0) unfit += 1;
    }
    io.write(pushed === 0 ? 'nothing has changed' : `${pushed} drafts; templates publish NAME puts them in force`);
    return unfit === 0 ? 0 : 1;
  },
});

/** `templates publish NAME`: its drafts go into force, from the next letter on. */
export const publish = defineCommand({
  usage: 'NAME [--locale L] [--note WHY] [--by WHO] [--config F]',
  options: { ...CONFIG_OPTION, ...LOCALE_OPTION, ...NOTE_OPTION, ...BY_OPTION },
  words: { min: 1, max: 1 },
  async run({ options, words: [word = ''] }, io) {
    const name = named(word);
    await using room = await openRoom(options.config, io);
    const drafts = (await draftsOf(room.store.read, name)).filter(
      ({ locale }) => options.locale === undefined || locale === options.locale,
    );
    if (drafts.length === 0) {
      io.warn(`replydesk: there is no draft of ${name}; templates push makes some, or the studio`);
      return 1;
    }
    const author = authorOf(options.by);
    let failed = 0;
    for (const draft of drafts) failed += await publishDraft(room, draft, { author, note: options.note ?? '' }, io);
    return failed === 0 ? 0 : 1;
  },
});

/** `templates rollback NAME`: what was in force before, or an earlier version. */
export const rollback = defineCommand({
  usage: 'NAME [--locale L] [--to N] [--note WHY] [--by WHO] [--config F]',
  options: {
    ...CONFIG_OPTION,
    ...NOTE_OPTION,
    ...BY_OPTION,
    locale: { type: 'string', help: 'L: the language (default: that of the configuration)' },
    to: { type: 'string', help: 'N: a version from templates history; 0: the file that comes with the program' },
  },
  words: { min: 1, max: 1 },
  async run({ options, words: [word = ''] }, io) {
    const name = named(word);
    if (options.to !== undefined && !/^\d{1,9}$/.test(options.to)) throw new UsageError(`--to takes a number`);
    await using room = await openRoom(options.config, io);
    const locale = options.locale ?? room.config.locale;
    const to = options.to === undefined ? null : Number(options.to);
    const order = { to, note: options.note ?? '', author: authorOf(options.by), at: systemClock.now() };
    const rolled = await rollBackTemplate(room.store, room.press, { name, locale }, order);
    switch (rolled.outcome) {
      case 'published':
        io.write(
          `${locale}/${name}: ${rolled.to === 0 ? 'the file' : `version ${rolled.to}`} is in force again, as version ${rolled.number}`,
        );
        return 0;
      case 'nothing':
        io.warn(`replydesk: ${locale}/${name}: that is in force already`);
        return 1;
      case 'unknown':
        io.warn(
          `replydesk: ${locale}/${name} has no version ${options.to ?? ''}; templates history ${name} shows them`,
        );
        return 1;
    }
  },
});

/** `templates history NAME`: who published what, when and why. */
export const history = defineCommand({
  usage: 'NAME [--locale L] [--json] [--config F]',
  options: {
    ...CONFIG_OPTION,
    ...LOCALE_OPTION,
    json: { type: 'boolean', default: false, help: 'one JSON object a line' },
  },
  words: { min: 1, max: 1 },
  async run({ options, words: [word = ''] }, io) {
    const name = named(word);
    await using room = await openRoom(options.config, io);
    const versions = (await templateHistory(room.store.read, name, options.locale ?? null)).map((version) => ({
      locale: version.locale,
      version: version.number,
      inForce: version.isPublished,
      at: version.publishedAt.toString({ smallestUnit: 'second' }),
      by: version.author,
      note: version.note,
      source: version.content === null ? 'the file' : version.content.format,
    }));
    const lines = options.json ? versions.map((version) => JSON.stringify(version)) : table(versions);
    for (const line of lines) io.write(line);
    if (versions.length === 0 && !options.json) io.write(`${name} is as it came: nothing was ever published`);
    return 0;
  },
});

type Room = AsyncDisposable & {
  readonly config: Config;
  readonly store: Store;
  readonly files: LoadedTemplates;
  readonly press: Press;
};

async function openRoom(file: string | undefined, io: Io): Promise<Room> {
  const config = await configured(file, io);
  const files = await loadTemplates(SHIPPED, { own: config.templates, defaultLocale: config.locale });
  for (const problem of files.problems) io.warn(`replydesk: ${problem}`);
  const store = await openConfiguredStore(config);
  return {
    config,
    store,
    files,
    press: { compile: templateCompiler(files.files.frame), avoid: config.policy.avoid },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** What is in force by purpose and language, each with its version; 0: the file. */
async function inForce({ store, files }: Room): Promise<Map<string, TemplateSource & { readonly number: number }>> {
  const sources = new Map(files.files.sources.map((source) => [key(source), { ...source, number: 0 }]));
  for (const version of await versionsInForce(store.read)) {
    const source = sourceOf(version);
    if (version.isPublished && source !== null) sources.set(key(source), { ...source, number: version.number });
  }
  return sources;
}

async function keepDraft(
  store: Store,
  { name, locale, format, text }: TemplateSource,
  { author, basedOn, seen }: { author: string; basedOn: number; seen: Draft | null },
): Promise<void> {
  const draft = { name, locale, format, source: text, basedOn, author, changedAt: systemClock.now() };
  const revision = await store.transact((transaction) => saveDraft(transaction, draft, seen?.revision ?? null));
  if (revision === null) throw new Error(`${locale}/${name}: somebody has just changed the draft; push again`);
}

/** Returns how many could not be published: none or one. */
async function publishDraft(
  { store, press }: Room,
  { name, locale, format, source: text, basedOn, revision }: Draft,
  { author, note }: { author: string; note: string },
  io: Io,
): Promise<number> {
  const source = { name, locale, format, text };
  const order = { author, note, at: systemClock.now(), basedOn, draft: revision };
  const published = await publishTemplate(store, press, source, order);
  switch (published.outcome) {
    case 'published':
      tell(io, fileOf(source), published.problems, false);
      io.write(`${fileOf(source)}: version ${published.number} is in force`);
      return 0;
    case 'refused':
      tell(io, fileOf(source), published.problems, false);
      io.warn(`${fileOf(source)}: not published`);
      return 1;
    case 'overtaken':
      io.warn(
        `${fileOf(source)}: ${published.by.author} has published version ${published.by.number} since this was begun; pull, look at the difference, and push again`,
      );
      return 1;
  }
}

async function readPulled(folder: string): Promise<Readonly<Record<string, number>>> {
  try {
    return JSON.parse(await readFile(join(folder, PULLED), 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

function named(word: string): TemplateName {
  if (!isTemplateName(word)) throw new UsageError(`there is no template "${word}"; templates list shows them`);
  return word;
}

function authorOf(by: string | undefined): string {
  return by ?? `${userInfo().username} (command line)`;
}

function key({ name, locale }: { readonly name: string; readonly locale: string }): string {
  return `${locale}/${name}`;
}

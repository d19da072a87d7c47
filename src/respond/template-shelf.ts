import { templateMark, versionsInForce, type TemplateVersion } from '../store/templates.ts';
import type { Reader } from '../store/store.ts';
import { versionOf, type CompiledTemplate } from './render/compile.ts';
import type { TemplateSource } from './render/source.ts';
import { compileAll } from './render/template-files.ts';
import { withPublished, type LoadedTemplates, type TemplateSet } from './render.ts';

/**
 * The templates in force: the files, and over them what admins published. Whoever is about to write letters looks first, in
 * his own transaction, whether something newer was published (one look at the end of an index), so that all processes use a
 * version from the very next letter on. What was compiled when it was published is used as it is; only where layout or brand
 * have changed since is it compiled anew, at the start.
 */
export class TemplateShelf {
  readonly files: LoadedTemplates;
  #set: TemplateSet;
  #mark = 0;
  /** Compiled anew, by the version that is stored. */
  readonly #renewed = new Map<string, CompiledTemplate>();

  private constructor(files: LoadedTemplates) {
    this.files = files;
    this.#set = files;
  }

  /** Takes what is published now; what of it could not be used as it should is told in the set's problems. */
  static async open(files: LoadedTemplates, reader: Reader, cacheFolder?: string | null): Promise<TemplateShelf> {
    const shelf = new TemplateShelf(files);
    await shelf.#renew(await versionsInForce(reader), cacheFolder);
    await shelf.refresh(reader);
    return shelf;
  }

  get set(): TemplateSet {
    return this.#set;
  }

  /** Looks whether something newer is in force, as the reader's transaction sees it. */
  async refresh(reader: Reader): Promise<void> {
    const mark = await templateMark(reader);
    if (mark === this.#mark) return;
    const published = (await versionsInForce(reader)).flatMap((version) => this.#usable(version));
    const ofFiles = [...this.files.published.values()].flat();
    this.#set = { ...withPublished(this.files, [...published, ...ofFiles]), problems: this.#set.problems };
    this.#mark = mark;
  }

  #usable(version: TemplateVersion): CompiledTemplate[] {
    if (version.content === null) return [];
    const compiled = this.#renewed.get(label(version)) ?? (version.content.compiled as CompiledTemplate);
    return [
      { ...compiled, name: version.name, locale: version.locale, version: `${version.number}-${compiled.version}` },
    ];
  }

  async #renew(versions: readonly TemplateVersion[], cacheFolder: string | null | undefined): Promise<void> {
    const { frame } = this.files.files;
    const problems: string[] = [];
    for (const version of versions) {
      const source = sourceOf(version);
      if (source === null || version.content === null) continue;
      if ((version.content.compiled as CompiledTemplate).version === versionOf(source, frame)) continue;
      const { compiled, problems: found } = await compileAll({ frame, sources: [source] }, cacheFolder);
      if (compiled[0]) this.#renewed.set(label(version), compiled[0]);
      problems.push(...found.map((problem) => `${problem} (version ${version.number}, with the layout of today)`));
    }
    if (problems.length > 0) this.#set = { ...this.#set, problems: [...this.#set.problems, ...problems] };
  }
}

/** What its author wrote; null where the version stands for the file. */
export function sourceOf({ name, locale, content }: TemplateVersion): TemplateSource | null {
  return content && { name, locale, format: content.format, text: content.source };
}

function label({ name, locale, number }: TemplateVersion): string {
  return `${name}/${locale}/${number}`;
}

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { TEMPLATE_NAMES, type TemplateName } from '../template-data.ts';
import { readBrand } from './brand.ts';
import { templateCompiler, versionOf, type CompiledTemplate, type Frame } from './compile.ts';
import { TemplateRefused } from './placeholder-marks.ts';
import type { TemplateSource } from './source.ts';

/** A folder of templates: `layout.mjml`, `brand.yaml`, and a folder for each language with `name.md` or `name.mjml`. */
export type TemplateFolder = { readonly frame: Frame; readonly sources: readonly TemplateSource[] };

export async function readTemplateFolder(folder: string): Promise<TemplateFolder> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const frame = { layout: await read('layout.mjml'), brand: readBrand(await read('brand.yaml')) };
  const sources: TemplateSource[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    for (const file of (await readdir(join(folder, entry.name))).sort()) {
      const kind = extname(file);
      if (kind !== '.md' && kind !== '.mjml') continue;
      const name = basename(file, kind);
      if (!isTemplateName(name))
        throw new Error(`${join(folder, entry.name, file)}: there is no template named "${name}"`);
      sources.push({
        name,
        locale: entry.name,
        format: kind === '.md' ? 'markdown' : 'mjml',
        text: await read(join(entry.name, file)),
      });
    }
  }
  return { frame, sources };
}

export function isTemplateName(name: string): name is TemplateName {
  return (TEMPLATE_NAMES as readonly string[]).includes(name);
}

/** Compiles every source. With a cache folder what was compiled before is read instead: 0.02 s in place of 1.2 s. */
export async function compileAll(
  { frame, sources }: TemplateFolder,
  cacheFolder: string | null,
): Promise<CompiledTemplate[]> {
  const versions = sources.map((source) => versionOf(source, frame));
  const cacheFile =
    cacheFolder === null
      ? null
      : join(cacheFolder, `templates-${createHash('sha256').update(versions.join()).digest('hex').slice(0, 16)}.json`);
  const cached = cacheFile === null ? null : await readCache(cacheFile, versions);
  if (cached !== null) return cached;
  const compile = templateCompiler(frame);
  const compiled: CompiledTemplate[] = [];
  for (const source of sources) {
    try {
      compiled.push(await compile(source));
    } catch (error) {
      if (!(error instanceof TemplateRefused)) throw error;
      throw new Error(`${source.locale}/${source.name}: ${error.message}`, { cause: error });
    }
  }
  if (cacheFile !== null) await writeCache(cacheFile, compiled);
  return compiled;
}

async function readCache(file: string, versions: readonly string[]): Promise<CompiledTemplate[] | null> {
  try {
    const compiled = JSON.parse(await readFile(file, 'utf8')) as CompiledTemplate[];
    return compiled.map(({ version }) => version).join() === versions.join() ? compiled : null;
  } catch {
    return null;
  }
}

/** A cache that cannot be written costs time at the next start, nothing else. */
async function writeCache(file: string, compiled: readonly CompiledTemplate[]): Promise<void> {
  try {
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(`${file}.${process.pid}`, JSON.stringify(compiled), { mode: 0o600 });
    await rename(`${file}.${process.pid}`, file);
  } catch {
    return;
  }
}

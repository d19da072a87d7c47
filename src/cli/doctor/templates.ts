import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { loadTemplates } from '../../respond/render.ts';
import { fail, ok, said, type Finding } from './finding.ts';

const SHIPPED = join(import.meta.dirname, '..', '..', '..', 'templates');

/** Whether every template can be filled: the shipped ones, and those of the firm. */
export async function checkTemplates({ templates, locale }: Config): Promise<Finding[]> {
  const folders = [SHIPPED, ...(templates === null ? [] : [templates])];
  return Promise.all(folders.map((folder) => checkFolder(folder, locale)));
}

async function checkFolder(folder: string, locale: string): Promise<Finding> {
  const title = folder === SHIPPED ? 'templates' : `templates in ${folder}`;
  try {
    const { shipped } = await loadTemplates(folder, { defaultLocale: locale });
    const languages = new Set([...shipped.values()].map((template) => template.locale));
    return ok(title, `${shipped.size} sound, in ${[...languages].sort().join(', ')}`);
  } catch (error) {
    return fail(
      title,
      said(error instanceof Error ? error.message : String(error)),
      'mend that template; mail leaves in plain words until then',
    );
  }
}

import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { openConfiguredStore } from '../../app.ts';
import { checkTemplate } from '../../respond/check-template.ts';
import { templateCompiler } from '../../respond/render/compile.ts';
import { loadTemplates } from '../../respond/render.ts';
import { sourceOf } from '../../respond/template-shelf.ts';
import { versionsInForce, type TemplateVersion } from '../../store/templates.ts';
import { fail, ok, said, type Finding } from './finding.ts';

const SHIPPED = join(import.meta.dirname, '..', '..', '..', 'templates');

/** Whether every template can be filled: the shipped ones, and those of the firm. */
export async function checkTemplates({ templates, locale }: Config): Promise<Finding[]> {
  const folders = [SHIPPED, ...(templates === null ? [] : [templates])];
  return Promise.all(folders.map((folder) => checkFolder(folder, locale)));
}

/** What admins published: with the layout of today, and as strictly as when it was. The database is known to be there. */
export async function checkPublished(config: Config): Promise<Finding[]> {
  await using store = await openConfiguredStore(config);
  const versions = (await versionsInForce(store.read)).filter(
    (version) => version.isPublished && version.content !== null,
  );
  if (versions.length === 0) return [];
  const { files } = await loadTemplates(SHIPPED, { own: config.templates, defaultLocale: config.locale });
  const compile = templateCompiler(files.frame);
  const found: Finding[] = [];
  for (const version of versions) {
    const source = sourceOf(version);
    const { problems } = source === null ? { problems: [] } : await checkTemplate(source, compile, config.policy.avoid);
    const error = problems.find(({ severity }) => severity === 'error');
    if (error) found.push(broken(version, `${error.line === null ? '' : `line ${error.line}: `}${error.message}`));
  }
  const sound = versions.length - found.length;
  const title = 'templates, published';
  return found.length > 0
    ? found
    : [ok(title, `${sound} sound: ${versions.map((one) => `${one.locale}/${one.name}`).join(', ')}`)];
}

function broken({ name, locale, number }: TemplateVersion, problem: string): Finding {
  return fail(
    `template ${locale}/${name}, published as version ${number}`,
    said(problem),
    `replydesk templates rollback ${name} --locale ${locale}, or mend it in the studio; the version or file before it stands in until then`,
  );
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

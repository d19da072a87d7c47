import { readFile } from 'node:fs/promises';
import { glob } from 'node:fs/promises';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';

/**
 * Checks the import rules of docs/design.md. A checker that cannot read the sources would stay green for ever, so the
 * modules that it saw are counted against the files that are there.
 */
const { forbidden, options } = JSON.parse(await readFile('.dependency-cruiser.json', 'utf8')) as IFlattenedRuleSet & {
  options: ICruiseOptions;
};
const files = await Array.fromAsync(glob('src/**/*.ts', { exclude: (name) => name.endsWith('.d.ts') }));
const sources = files.filter((file) => !file.endsWith('.d.ts'));

const { output } = await cruise(['src'], { ...options, ruleSet: { forbidden: forbidden ?? [] }, validate: true });
const { modules, summary } = output as ICruiseResult;
const seen = new Set(modules.map((module) => module.source));
const unseen = sources.filter((source) => !seen.has(source));

for (const { rule, from, to } of summary.violations.filter((violation) => violation.rule.severity === 'error'))
  console.error(`${rule.name}: ${from} → ${to}`);
for (const source of unseen) console.error(`not seen: ${source}`);
console.log(`${sources.length} modules, ${summary.error} violations`);
process.exitCode = summary.error > 0 || unseen.length > 0 || sources.length === 0 ? 1 : 0;

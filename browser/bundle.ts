import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * Makes `assets/studio.js`, the script of the template studio, from `browser/studio.ts` and CodeMirror. What it makes is kept in the
 * repository, so that neither a checkout nor an installed package has to build anything; a test fails where it is not current.
 */
export async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/studio.ts`],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    banner: {
      js: '/* Replydesk studio, with CodeMirror 6 (MIT, Marijn Haverbeke and others). Made by npm run bundle. */',
    },
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

if (import.meta.main) await writeFile(`${import.meta.dirname}/../assets/studio.js`, await bundle());

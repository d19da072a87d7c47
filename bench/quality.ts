import { openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { scoreAutoreply } from './quality/autoreply.ts';
import { scoreBounce } from './quality/bounce.ts';
import { inspected, readRows, type Miss } from './quality/corpus.ts';
import { Figures } from './quality/figures.ts';
import { scoreParse } from './quality/parse.ts';
import { scoreReply } from './quality/reply.ts';
import { scoreThreads } from './quality/thread.ts';

/**
 * How well mail is recognised: prints the figures of quality for a corpus of real mail with expected results.
 *
 *     node bench/quality.ts CORPUS [--areas parse,bounce,autoreply,reply,thread] [--misses FILE] [-- COMMAND…]
 *
 * CORPUS is a folder with one folder an area, each with a `manifest.jsonl` (one JSON object a line: `id`, `file` below the
 * area's folder, `expect`, `scored`, `input_type`; for threads `files` and the expected `groups` of their indexes). The corpus
 * is not part of the project. Each area is one call of `COMMAND inspect --json FOLDER`, each set of threads one of `COMMAND
 * thread --json --anyone FOLDER`; COMMAND is this program unless another is named, so that others can be measured alike. One
 * line a figure: how many of how many, and per cent. `--misses` writes each miss as a JSON object a line.
 */
const AREAS = {
  parse: scoreParse,
  bounce: scoreBounce,
  autoreply: scoreAutoreply,
  reply: scoreReply,
} as const;

const { values, positionals } = parseArgs({
  options: {
    areas: { type: 'string', default: [...Object.keys(AREAS), 'thread'].join(',') },
    misses: { type: 'string' },
  },
  allowPositionals: true,
});
const [corpus, ...named] = positionals;
const command = named.length > 0 ? named : [process.execPath, new URL('../src/main.ts', import.meta.url).pathname];

if (corpus === undefined) {
  console.error('usage: node bench/quality.ts CORPUS [--areas A,B] [--misses FILE] [-- COMMAND…]');
  process.exitCode = 2;
} else {
  const note = missWriter(values.misses);
  for (const area of values.areas.split(',')) await measure(corpus, area, note);
}

async function measure(root: string, area: string, note: (miss: Miss) => void): Promise<void> {
  const folder = `${root}/${area}`;
  const rows = readRows(folder);
  const figures = new Figures(area, note);
  if (area === 'thread') await scoreThreads(figures, folder, rows, command);
  else {
    const score = AREAS[area as keyof typeof AREAS];
    const { answers, seconds } = await inspected(folder, area, rows, command);
    const pace = `${answers.size} of ${rows.length} answered, ${(rows.length / seconds).toFixed(0)} mails/s`;
    console.log(`${area.padEnd(10)} ${pace}`);
    for (const row of rows) score(figures, row, answers.get(row.id) ?? {}, folder);
  }
  for (const line of figures.lines()) console.log(line);
}

function missWriter(file: string | undefined): (miss: Miss) => void {
  if (file === undefined) return () => undefined;
  const handle = openSync(file, 'w');
  return (miss) => void writeSync(handle, `${JSON.stringify(miss)}\n`);
}

import { threaded, type Row } from './corpus.ts';
import type { Figures } from './figures.ts';

/** Pairs of mails that stand in one request, against those that should. Groups that may fairly be joined cost nothing. */
export async function scoreThreads(
  figures: Figures,
  folder: string,
  rows: readonly Row[],
  command: readonly string[],
): Promise<void> {
  let [right, wrong, missing] = [0, 0, 0];
  for (const row of rows) {
    const requests = await threaded(folder, row, command);
    const groups = row.expect.groups ?? [];
    const want = pairs(groups);
    const got = pairs(Map.groupBy(requests.keys(), (mail) => requests.get(mail)).values());
    const fair = new Set((row.may_merge ?? []).map((merge) => [...merge].sort((a, b) => a - b).join('+')));
    const groupOf = new Map(groups.flatMap((group, at) => group.map((mail) => [mail, at] as const)));
    const isFair = (pair: string) =>
      fair.has(
        pair
          .split(' ')
          .map((mail) => groupOf.get(Number(mail)) ?? -1)
          .sort((a, b) => a - b)
          .join('+'),
      );
    const extra = [...got.difference(want)].filter((pair) => !isFair(pair)).length;
    const lost = want.difference(got).size;
    right += want.intersection(got).size;
    wrong += extra;
    missing += lost;
    figures.mark(`set right (${row.truth ?? ''})`, extra === 0 && lost === 0, row, { wrong: extra, missing: lost });
  }
  const [precision, recall] = [right / Math.max(1, right + wrong), right / Math.max(1, right + missing)];
  console.log(`thread     pair precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}`);
}

function pairs(groups: Iterable<readonly number[]>): Set<string> {
  return new Set(
    [...groups].flatMap((group) =>
      group.flatMap((one) => group.filter((other) => one < other).map((other) => `${one} ${other}`)),
    ),
  );
}

/** A line of two texts laid beside each other. */
export type Pair = { readonly kind: 'same' | 'changed'; readonly left: string | null; readonly right: string | null };

/** Longer texts are compared as two blocks: the table grows with the product of their lengths. */
const LONGEST = 1_500;

/** Lays two texts side by side, what they share on one line (longest common subsequence of lines). */
export function sideBySide(before: string, after: string): Pair[] {
  const [a, b] = [lines(before), lines(after)];
  if (a.length > LONGEST || b.length > LONGEST) return paired(a, b);
  const common = table(a, b);
  const pairs: Pair[] = [];
  let [left, right]: [string[], string[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pairs.push(...paired(left, right), { kind: 'same', left: a[i++] ?? '', right: b[j++] ?? '' });
      [left, right] = [[], []];
    } else if (j >= b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) left.push(a[i++] ?? '');
    else right.push(b[j++] ?? '');
  }
  return [...pairs, ...paired(left, right)];
}

function lines(text: string): string[] {
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
}

function table(a: readonly string[], b: readonly string[]): number[][] {
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  return common;
}

function paired(left: readonly string[], right: readonly string[]): Pair[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => ({
    kind: 'changed',
    left: left[at] ?? null,
    right: right[at] ?? null,
  }));
}

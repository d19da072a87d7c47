/**
 * Waits until `look` returns something (not false, null or undefined) and returns that. Waiting on a condition, never
 * for a time; the bound only says when to give up, and an error of `look` is told then.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | false | null | undefined> | T | false | null | undefined,
  { seconds = 45, everyMs = 25 }: { readonly seconds?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    let trouble: unknown = null;
    try {
      const found = await look();
      if (found !== false && found !== null && found !== undefined) return found;
    } catch (error) {
      trouble = error;
    }
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`, { cause: trouble });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

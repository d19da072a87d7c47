let heard: Promise<string> | undefined;

/**
 * Resolves with the first signal that asks the process to end; the second ends it at once. Ask early: a signal during the
 * start counts too.
 */
export function signalled(): Promise<string> {
  return (heard ??= new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  }));
}

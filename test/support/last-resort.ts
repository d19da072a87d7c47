/**
 * What to do when a test's process ends without having come to its `await using`: a test that ran out of time is abandoned,
 * and its worker is killed. Servers that run on by themselves must not outlive it.
 */
const chores = new Set<() => void>();

let isHeard = false;

/** Runs `chore` at the end of the process unless it is called off before: `using _ = lastResort(() => …)`. */
export function lastResort(chore: () => void): Disposable {
  if (!isHeard) hear();
  chores.add(chore);
  return { [Symbol.dispose]: () => void chores.delete(chore) };
}

function hear(): void {
  isHeard = true;
  process.once('exit', doAll);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.once(signal, () => {
      doAll();
      process.kill(process.pid, signal);
    });
  process.once('disconnect', doAll);
}

function doAll(): void {
  for (const chore of chores) {
    chores.delete(chore);
    try {
      chore();
    } catch {
      // It is gone already.
    }
  }
}

import { systemClock, type Clock } from '../../src/clock.ts';
import { freePort } from './dovecot.ts';
import { town, type Town } from './town.ts';

export const ANN = { name: 'Ann Lee', address: 'ann@example.test', team: 'support', role: 'lead' };
/** Bob is the admin. */
export const BOB = { name: 'Bob Ray', address: 'bob@example.test', team: 'support', role: 'admin' };

export type AdminTown = AsyncDisposable & {
  readonly world: Town;
  /** Where its pages are. */
  readonly url: string;
  /** Lets so much time pass. */
  readonly pass: (time: Temporal.DurationLike) => void;
};

/** A town whose desk serves its pages. */
export async function adminTown(changes: Readonly<Record<string, unknown>> = {}): Promise<AdminTown> {
  let shift = Temporal.Duration.from({ seconds: 0 });
  const clock: Clock = { now: () => systemClock.now().add(shift), monotonic: () => systemClock.monotonic() };
  const port = await freePort();
  const admin = { listen: `127.0.0.1:${port}` };
  const world = await town({
    changes: { staff: [ANN, BOB], admin, budgets: { unknownPerDay: 100 }, ...changes },
    clock,
  });
  await world.desk.app.start();
  return {
    world,
    url: `http://127.0.0.1:${port}`,
    pass: (time) => {
      shift = shift.add(time);
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** A browser without a screen: it keeps its cookie and says where its forms come from. */
export function visitor(url: string, origin: string | null = url) {
  let cookie = '';
  const ask = async (path: string, form: Record<string, string> | null = null): Promise<Response> => {
    const answer = await fetch(new URL(path, url), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...(origin === null ? {} : { origin }) },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    const set = answer.headers.get('set-cookie');
    if (set !== null) cookie = set.split(';')[0] ?? '';
    return answer;
  };
  return { ask, cookie: () => cookie, take: (other: string) => void (cookie = other) };
}

/** The link in a mail that signs in. */
export function linkIn(text: string): URL {
  const [link] = /https?:\/\/\S+\/sign-in\/link\?token=\S+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`no link in: ${text}`);
  return new URL(link);
}

/** A visitor who has signed in as the admin, by the command line's link. */
export async function signedIn({ world, url }: AdminTown): Promise<ReturnType<typeof visitor>> {
  const { out } = await world.desk.ask('admin', 'link');
  const admin = visitor(url);
  await admin.ask('/sign-in/link', { token: linkIn(out).searchParams.get('token') ?? '' });
  return admin;
}

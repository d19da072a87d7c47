import type { Watched } from '../admin/signs.ts';
import type { WatchSurroundings } from '../admin/watch.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Events } from '../events.ts';
import type { Tokens } from '../oauth.ts';
import { formatMoment } from '../respond/format-promise.ts';
import type { Letterhead } from '../respond/outgoing.ts';
import { directPost, ownWay } from './direct-post.ts';
import { transportOf } from './transport-of.ts';

/** What is watched of a desk, and from when on it counts as wrong. */
export function watchedDesk<T extends Omit<Watched, 'folder' | 'limits' | 'events'> & { readonly events: Events }>(
  { alarms, database }: Config,
  desk: T,
): T & Watched {
  return {
    ...desk,
    folder: database.kind === 'folder' ? database.folder : null,
    limits: {
      oldestDueSeconds: alarms.oldestDue.total('seconds'),
      failedPerHour: alarms.failedPerHour,
      disk: alarms.disk,
    },
  };
}

/** Whom an alarm reaches, which way and in which words; the way out of its own comes first. */
export function alarmsOf(
  { alarms, company, calendar, outbound, oauth }: Config,
  { signer, sign }: Letterhead,
  clock: Clock,
  tokens: Tokens,
): Pick<WatchSurroundings, 'words' | 'tell' | 'heartbeat' | 'secrets'> {
  const { smtp, heartbeat, to } = alarms;
  const post = directPost({
    kind: 'alarm',
    from: { name: 'Replydesk', address: outbound.from.address },
    ways: [smtp, outbound.fallback, outbound.route]
      .filter((route) => route !== null)
      .map((route) => ownWay(() => transportOf(route, tokens))),
    signer,
    sign: sign ?? null,
    clock,
  });
  const { timeZone } = calendar;
  return {
    words: { company: company.name, moment: (at) => formatMoment(at, { timeZone, locale: 'en' }) },
    secrets: oauth.flatMap(({ name, secretExpires: ends }) => (ends === null ? [] : [{ name, ends }])),
    // Told is told: it is enough that one of them hears.
    tell: async (letter) => {
      const failed = await Promise.all(to.map((address) => post({ name: '', address }, letter)));
      return failed.includes(null) ? null : (failed[0] ?? null);
    },
    heartbeat: heartbeat && { url: heartbeat.url, everyMs: heartbeat.every.total('milliseconds') },
  };
}

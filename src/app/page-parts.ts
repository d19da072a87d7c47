import { healthPart } from '../admin/health.ts';
import { surveyPart } from '../admin/survey.ts';
import type { Part } from '../admin/server.ts';
import { snsPart } from '../admin/sns.ts';
import type { Clock } from '../clock.ts';
import type { OutboundConfig } from '../config.ts';
import { sesMessageId } from '../respond/ses-transport.ts';
import { takeProviderEvent } from '../store/provider-events.ts';
import type { Store } from '../store/store.ts';

/** Everything that the one server of `run` serves; a further part is a further line. */
export function pageParts(
  desk: Parameters<typeof healthPart>[0],
  surveys: Parameters<typeof surveyPart>,
  studio: readonly Part[],
): Part[] {
  return [healthPart(desk), surveyPart(...surveys), ...studio];
}

/** Where SES tells what became of mails, if it has topics to tell it by. */
export function snsParts(
  { route, fallback }: OutboundConfig,
  { store, clock, spared }: { readonly store: Store; readonly clock: Clock; readonly spared: ReadonlySet<string> },
): Part[] {
  const ses = [route, fallback].find((way) => way?.kind === 'ses' && way.topics.length > 0);
  if (ses?.kind !== 'ses') return [];
  const messageIdOf = (id: string): string => sesMessageId(id, ses.region);
  const part = snsPart({
    topics: ses.topics,
    messageIdOf,
    note: (event) => takeProviderEvent(store, event, spared, clock.now()),
  });
  return [part];
}

import { canonicalAddress, type Address } from './address.ts';
import { clientConfig } from './decide/contacts.ts';
import type { Facts } from './decide/decision.ts';
import { spanText } from './span.ts';
import type { OutgoingContent } from './delivery.ts';
import { staffMoment } from './moment.ts';
import type { Reason } from './reason.ts';
import type { Request } from './request.ts';
import { asSentence } from './sentence.ts';
import { absentOwner } from './staff.ts';

/**
 * What staff are told of a client's mail: first what is unusual, in one line; then what changed and why; then the mail itself.
 * One look must do, so a line that says nothing is not there.
 */
export type Occasion = 'new' | 'reply' | 'reopened' | 'agreed' | 'thanked';

/** The content of a notice; `reasons`: why a new request has its priority, kind and place. */
export function clientNotice(
  facts: Facts,
  request: Pick<Request, 'priority' | 'owner'>,
  occasion: Occasion,
  reasons: readonly Reason[] = [],
): Extract<OutgoingContent, { kind: 'notification' }> {
  const { letter } = facts;
  const { author } = letter.recognition;
  return {
    kind: 'notification',
    author: author ?? { name: letter.message.from[0]?.name ?? '', address: '' },
    text: letter.visibleText,
    folded: letter.foldedText,
    notice: headline(facts, occasion),
    changes: [
      ...absenceLines(facts.firm, request),
      ...priorityLine(request, reasons),
      ...letter.recognition.notes.filter(({ code }) => !OF_SERVERS.has(code)).map((note) => asSentence(note.detail)),
      ...doubts(facts),
      ...links(facts),
      ...company(facts, author),
      ...unheard(facts),
      ...preferences(facts, author),
    ],
    attachments: letter.message.attachments
      .filter((part) => !part.inline || part.contentId === null)
      .map((part) => `${part.filename ?? part.contentType} (${sizeInWords(part.size)})`),
  };
}

/** What only those who run mail servers would understand; it stands in `why`. */
const OF_SERVERS = new Set(['no-return-path']);

const NEWS: Partial<Record<Occasion, string>> = {
  reopened: 'The client has answered: the request is open again.',
  agreed: 'The client agrees: the request is closed.',
  thanked: 'The client only says thanks: nothing has changed.',
};

function headline({ letter, answer }: Facts, occasion: Occasion): string | null {
  const news = NEWS[occasion];
  if (news !== undefined) return news;
  if (letter.recognition.authentication.verdict === 'fail')
    return 'The check of its sender failed: somebody else may have written this.';
  return answer.releasedBy === null ? null : 'A colleague has let this mail pass; it had been set aside.';
}

/** Why this comes to somebody who is not responsible. */
export function absenceLines(
  { staff, calendar }: Pick<Facts['firm'], 'staff' | 'calendar'>,
  request: Pick<Request, 'owner'>,
): string[] {
  const owner = absentOwner(staff, request);
  return owner?.awayUntil ? [`${owner.name} is away until ${staffMoment(calendar, owner.awayUntil)}.`] : [];
}

/** "Priority high: the mail says "urgent"." A priority that nothing set is no news. */
function priorityLine({ priority }: Pick<Request, 'priority'>, reasons: readonly Reason[]): string[] {
  const why = (code: string): string[] =>
    reasons.filter((reason) => reason.code === code).map(({ detail }) => detail.replace(/^\w+: /, ''));
  const causes = [...why('priority'), ...why('urgency'), ...why('impact')];
  return causes.length === 0 ? [] : [`Priority ${priority}: ${[...new Set(causes)].join('; ')}.`];
}

/** Why the sender is not proven; without a trusted server there is no verdict, and nothing to say. */
function doubts({ letter }: Facts): string[] {
  const { verdict } = letter.recognition.authentication;
  if (letter.recognition.author === null)
    return ['Its sender cannot be answered: the mail does not say clearly who wrote it.'];
  return verdict === 'none' ? ['Nothing proves who sent it.'] : [];
}

function links({ threading }: Facts): string[] {
  if (threading.outcome === 'join') return [];
  const linked = threading.linkedTo ?? threading.suggestion;
  return linked === null ? [] : [`It may belong to request #${linked}; #merge ${linked} puts it there.`];
}

/** Who writes where it is not the client himself, and who else will get the answer. */
function company({ request, participants, threading }: Facts, author: Address | null): string[] {
  const writer = canonicalAddress(author?.address ?? '');
  const isColleague = threading.outcome === 'join' && threading.joinsAs === 'colleague';
  const others = participants
    .filter((one) => one.role !== 'client' && one.address !== writer)
    .map((one) => one.address);
  const client = request ? canonicalAddress(request.client.address) : writer;
  return [
    ...(writer !== client && writer !== '' && request
      ? [`The client of this request is ${request.client.address}${isColleague ? '; this is a colleague' : ''}.`]
      : []),
    ...(others.length > 0
      ? [`Answers also go to ${others.slice(0, 5).join(', ')}${others.length > 5 ? ' and others' : ''}.`]
      : []),
  ];
}

/** How the client wants to be reached, and how often (CHN-1); mail at the policy's interval is no news. */
function preferences({ firm, request }: Facts, author: Address | null): string[] {
  const known = clientConfig(firm, request?.client.address ?? author?.address ?? '');
  return [
    ...(known?.channel && known.channel !== 'mail' ? [`The client prefers to be reached by ${known.channel}.`] : []),
    ...(known?.updates ? [`The client wants to hear every ${spanText(known.updates)}.`] : []),
  ];
}

/** The client hears nothing by himself. */
function unheard({ suppressed }: Facts): string[] {
  return suppressed ? [`The client's address is left alone by automatic mail (${suppressed.detail}).`] : [];
}

/** "34 kB", "1.2 MB". */
export function sizeInWords(octets: number): string {
  if (octets < 1_000) return `${octets} bytes`;
  if (octets < 1_000_000) return `${Math.round(octets / 1_000)} kB`;
  return `${(octets / 1_000_000).toFixed(1)} MB`;
}

import type { Address } from '../address.ts';
import { isShadowed } from './shadow.ts';
import { canonicalAddress, untagged } from '../address.ts';
import type { Promises } from '../deadline.ts';
import { promises } from '../deadline.ts';
import type { OutgoingMail } from '../delivery.ts';
import type { Message } from '../message.ts';
import { clientNotice, type Occasion } from '../notice.ts';
import type { Reason } from '../reason.ts';
import type { ClosingWord } from '../recognition.ts';
import { nextState, type Request } from '../request.ts';
import { audience } from '../staff.ts';
import { acknowledge, stormNow } from './acknowledge.ts';
import type { Decision, Facts, Opening, Step } from './decision.ts';
import { opinionSteps, voteSteps } from './feedback.ts';
import { judge, type Judgement } from './judgement.ts';
import { foldedNotices, isFlooded } from './fold.ts';
import { toStaff } from './staff/letters.ts';

/**
 * What follows from a client's mail: it opens a request, or it moves the one it belongs to. Either way staff hear of
 * it; only a mail that opens a request is acknowledged, and at most once.
 */
export function decideClient(facts: Facts): Decision {
  if (!facts.request || facts.threading.outcome !== 'join') return open(facts);
  return ratesOnly(facts) ?? closingAnswer(facts, facts.request) ?? join(facts, facts.request.number);
}

function open(facts: Facts): Decision {
  const { letter, threading, firm } = facts;
  const judgement = judge(facts, authorOf(facts).address);
  const opening = openingOf(facts, judgement);
  const feedback = letter.opinion?.feedback ?? null;
  const due = promises(firm.policy, firm.calendar, { ...judgement, feedback }, letter.receivedAt);
  const steps: Step[] = [
    { do: 'participant', address: opening.client, role: 'client' },
    ...copied(facts, opening.client),
    event('opened', opening.client.address, [...threading.reasons, ...judgement.reasons, ...letter.recognition.notes]),
    ...opinionSteps(facts, opening.client.address),
    ...deadlines(due),
    ...acknowledgement(facts, opening.client, due),
    ...notifications(withCopied(facts, opening.client), opening, 'new', judgement.reasons),
    ...stormAlert(facts),
  ];
  return {
    disposition: 'filed',
    reasons: [...threading.reasons, ...letter.recognition.reasons],
    request: { open: opening },
    steps,
  };
}

function join(facts: Facts, number: number): Decision {
  const { request, letter, threading } = facts;
  if (!request) throw new Error('a mail joins a request that is not there');
  const author = authorOf(facts);
  const state = nextState(request.state, 'client-wrote');
  const reopened = request.state === 'resolved' || request.state === 'closed';
  const steps: Step[] = [
    {
      do: 'change',
      changes: {
        state,
        lastActivityAt: letter.receivedAt,
        ...(reopened ? { resolvedAt: null, closedAt: null } : {}),
      },
    },
    ...(threading.outcome === 'join' && threading.joinsAs === 'colleague'
      ? [{ do: 'participant', address: author, role: 'colleague' } as const]
      : []),
    ...(isClient(facts, author) && isCertainlyHis(facts) ? copied(facts, author) : []),
    ...confirmed(facts, author),
    event(reopened ? 'reopened' : 'client-wrote', author.address, threading.reasons),
    ...(rating(facts)?.steps ?? opinionSteps(facts, author.address)),
    ...notifications(facts, request, reopened ? 'reopened' : 'reply'),
  ];
  return { disposition: 'filed', reasons: threading.reasons, request: { number }, steps };
}

/**
 * "Yes, solved" closes what staff have solved; thanks move nothing. Anything else is an objection or another question, and
 * opens it again. Where we asked something and wait, "yes" and "ok" are answers like any other.
 */
function closingAnswer(facts: Facts, request: Request): Decision | null {
  const { letter, threading } = facts;
  const word = letter.closingWord ?? null;
  const isOver = request.state === 'resolved' || request.state === 'closed';
  if (word === null || (!isOver && word !== 'thanks')) return null;
  const author = authorOf(facts);
  const agrees = word === 'agrees' && request.state === 'resolved' && isClient(facts, author) && isCertainlyHis(facts);
  const changes = agrees ? { state: nextState(request.state, 'client-agreed'), closedAt: letter.receivedAt } : {};
  return {
    disposition: 'filed',
    reasons: threading.reasons,
    request: { number: request.number },
    steps: [
      { do: 'change', changes: { ...changes, lastActivityAt: letter.receivedAt } },
      ...confirmed(facts, author),
      event(agrees ? 'agreed' : 'thanked', author.address, [CLOSING_WORDS[word], ...threading.reasons]),
      ...opinionSteps(facts, author.address),
      ...notifications(facts, request, agrees ? 'agreed' : 'thanked'),
    ],
  };
}

const CLOSING_WORDS: Readonly<Record<ClosingWord, Reason>> = {
  agrees: { code: 'client-agrees', detail: 'says that it is solved, and nothing else', source: 'closing' },
  thanks: { code: 'thanks', detail: 'says thank you, and nothing else', source: 'closing' },
  nods: { code: 'thanks', detail: 'says no more than ok', source: 'closing' },
};

/** An answer to a survey of ours that is not answered yet. */
function rating(facts: Facts): { readonly steps: Step[]; readonly isAll: boolean } | null {
  const { letter, answer, request } = facts;
  const { score = null, opinion, visibleText } = letter;
  const { question } = answer;
  if (!request || !opinion || score === null || question?.kind !== 'survey' || !question.isOpen) return null;
  if (letter.recognition.authentication.verdict === 'fail') return null;
  const comment = visibleText.trim().split('\n').slice(1).join('\n').trim();
  const vote = { score, comment, opinion, by: 'reply' } as const;
  return { steps: voteSteps(facts, request, question.token, vote), isAll: comment === '' };
}

/** One word in answer to "how did we do" opens nothing again. */
function ratesOnly(facts: Facts): Decision | null {
  const rated = rating(facts);
  if (!facts.request || rated?.isAll !== true) return null;
  return {
    disposition: 'filed',
    reasons: [{ code: 'survey', detail: 'answers our question how we did', source: 'survey' }],
    request: { number: facts.request.number },
    steps: rated.steps,
  };
}

function openingOf(facts: Facts, { priority, category, owner, team }: Judgement): Opening {
  const { letter, threading } = facts;
  return {
    mailbox: letter.mailbox,
    subject: letter.message.subject,
    client: authorOf(facts),
    state: 'new',
    priority,
    category,
    owner,
    team,
    language: letter.language,
    openedAt: letter.receivedAt,
    linkedTo: threading.outcome === 'new' ? threading.linkedTo : null,
  };
}

/** Who wrote it; an address that cannot be used is kept as '' and never written to. */
function authorOf({ letter }: Facts): Address {
  return letter.recognition.author ?? { name: letter.message.from[0]?.name ?? '', address: '' };
}

function isClient({ participants }: Facts, author: Address): boolean {
  return participants.some((one) => one.role === 'client' && one.address === canonicalAddress(author.address));
}

/**
 * A number in the subject and a name in From are soon guessed: who is to read along is believed where the sender is proven, or
 * where the mail answers one that only the people of the request have (rules S2).
 */
function isCertainlyHis({ letter, threading }: Facts): boolean {
  const isCertain = threading.outcome === 'join' && threading.strength === 'certain';
  return isCertain || letter.recognition.authentication.verdict === 'pass';
}

/** Whoever answers what we sent to an address can read there: a client is confirmed by his own answer (LOG-4). */
function confirmed({ threading, letter, request }: Facts, { address }: Address): Step[] {
  const isOwn = request !== null && canonicalAddress(address) === canonicalAddress(request.client.address);
  const isCertain = threading.outcome === 'join' && threading.strength === 'certain';
  return isOwn && isCertain && letter.recognition.authentication.verdict !== 'fail'
    ? [{ do: 'verify', address, by: 'own answer' }]
    : [];
}

/** Whom the client put in Cc himself takes part, unless his mail fails authentication (rules S2). */
function copied({ letter, firm }: Facts, client: Address): Step[] {
  if (letter.recognition.authentication.verdict === 'fail') return [];
  const staff = new Set(firm.staff.flatMap((member) => [member.address, ...member.also].map(canonicalAddress)));
  const outside = [...letter.message.to, ...letter.message.cc].filter(({ address }) => {
    const canonical = canonicalAddress(address);
    return (
      canonical !== '' &&
      canonical !== canonicalAddress(client.address) &&
      !firm.ownAddresses.has(untagged(canonical)) &&
      !staff.has(canonical)
    );
  });
  return outside.slice(0, 20).map((address) => ({ do: 'participant', address, role: 'cc' }));
}

function deadlines(due: Promises): Step[] {
  const kinds = ['acknowledge', 'respond', 'resolve'] as const;
  return kinds.flatMap((kind) => {
    const dueAt = due[kind];
    return dueAt ? [{ do: 'deadline', kind, dueAt } as const] : [];
  });
}

function acknowledgement(facts: Facts, client: Address, due: Promises): Step[] {
  const { letter, now } = facts;
  const verdict = acknowledge(facts);
  // What is not sent keeps no promise, and breaks none.
  const isShadow = verdict.state !== 'suppressed' && isShadowed(facts.firm, letter.mailbox);
  const event = {
    do: 'event',
    kind: `acknowledgement-${isShadow ? 'shadowed' : verdict.state}`,
    actor: 'replydesk',
    reasons: verdict.reasons,
    data: {},
  } as const;
  const full = verdict.state !== 'suppressed' && verdict.variant === 'full';
  const excerpt = full ? firstLines(letter.visibleText) : null;
  const late = now.since(letter.receivedAt).total('minutes') > LATE_MINUTES;
  const mail: OutgoingMail = {
    content: {
      kind: 'acknowledgement',
      variant: full ? 'full' : 'plain',
      promisedAt: due.respond ?? due.acknowledge,
      lateSince: late ? letter.receivedAt : null,
      excerpt: verdict.state === 'combined' ? combinedExcerpt(facts) : excerpt,
    },
    // The name is the sender's own words, too: whose address was forged shall not read them.
    to: full ? client : { ...client, name: '' },
    cc: [],
    role: 'client',
    locale: letter.language ?? facts.firm.locale,
    answers: answering(letter.message),
    state: verdict.state === 'combined' ? 'queued' : verdict.state,
    reasons: verdict.reasons,
    dueAt: verdict.state === 'combined' ? verdict.dueAt : now,
  };
  const settled: Step[] =
    verdict.state === 'suppressed' || isShadow ? [{ do: 'settle', kinds: ['acknowledge'], as: 'cancelled' }] : [];
  return [...settled, ...(client.address === '' ? [] : [{ do: 'mail', mail } as const]), event];
}

/** The requests that one acknowledgement stands for besides its own, by number and subject. */
function combinedExcerpt({ counts, letter }: Facts): string {
  const earlier = counts.combining?.requests ?? [];
  const lines = earlier.slice(-MOST_NAMED).map(({ number, subject }) => `#${number} ${subject}`.trim());
  return [...lines, firstLines(letter.visibleText)].filter((line) => line !== '').join('\n');
}

/** Of so many the numbers are told, so that the mail stays one that people read. */
const MOST_NAMED = 100;

/** After this the acknowledgement says when the mail had arrived. */
const LATE_MINUTES = 15;

function answering({ messageId, references }: Message): OutgoingMail['answers'] {
  return messageId === null
    ? { inReplyTo: null, references: [] }
    : { inReplyTo: messageId, references: [...references, messageId] };
}

/** The client's own words, at most six lines of 200 characters, for "we understood this". */
function firstLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 6)
    .map((line) => (line.length > 200 ? `${line.slice(0, 199)}…` : line))
    .join('\n');
}

/** Staff are to see at once who else gets the answer. */
function withCopied(facts: Facts, client: Address): Facts {
  const participants = copied(facts, client).flatMap((step) =>
    step.do === 'participant' ? [{ ...step.address, role: step.role }] : [],
  );
  return { ...facts, participants };
}

function notifications(
  facts: Facts,
  request: Pick<Opening, 'owner' | 'team' | 'priority'>,
  why: Occasion,
  reasons: readonly Reason[] = [],
): Step[] {
  const { letter, firm } = facts;
  const author = authorOf(facts);
  const told = audience(firm.staff, request).filter(
    (member) => canonicalAddress(member.address) !== canonicalAddress(author.address),
  );
  const flooded = told.filter((member) => isFlooded(facts, member, request.priority));
  const content = clientNotice(facts, request, why, reasons);
  return [
    ...told
      .filter((member) => !flooded.includes(member))
      .map((member): Step => ({
        do: 'mail',
        mail: {
          ...toStaff(facts, member, content),
          carries: { from: 'client', visible: letter.visibleText, text: letter.visibleText },
        },
      })),
    ...foldedNotices(facts, flooded),
  ];
}

/** One alert a storm, to those who can do something about it. */
function stormAlert(facts: Facts): Step[] {
  const storm = stormNow(facts);
  if (storm === null || facts.counts.storm?.told === true) return [];
  const { firm, now } = facts;
  const admins = firm.staff.filter((member) => member.role === 'admin');
  const told = admins.length > 0 ? admins : firm.staff.slice(0, 1);
  const message = `${storm.mails} mails of unauthenticated senders arrived within 10 minutes; the limit is ${storm.limit}. They are kept and open requests, but are not acknowledged until it is over. Clients whose mail is authenticated are answered as usual.`;
  return [
    event('storm', 'replydesk', [{ code: 'storm', detail: message, source: 'budgets' }]),
    ...told.map((member): Step => {
      const content = {
        kind: 'report',
        title: 'A storm of forged mail',
        period: 'the last 10 minutes',
        message,
      } as const;
      return { do: 'mail', mail: toStaff({ firm, now }, member, content) };
    }),
  ];
}

function event(kind: string, actor: string, reasons: readonly Reason[]): Step {
  return { do: 'event', kind, actor, reasons, data: {} };
}

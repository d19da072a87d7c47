import { canonicalAddress } from '../../address.ts';
import type { Undoing } from '../../question.ts';
import { staffByAddress } from '../../staff.ts';
import { wordsFor } from '../../staff-words.ts';
import type { Step } from '../decision.ts';
import { colleaguesNotice } from './letters.ts';
import { mergedAway, mergedIn } from './merge.ts';
import { event, type Done, type View } from './view.ts';

type TakenBack = {
  readonly steps?: readonly Step[];
  readonly more?: NonNullable<Done['more']>;
  readonly said?: readonly string[];
  /** Why it stays as it is. */
  readonly refused?: string;
};

/** Takes back what a command did besides changing its request; what has left stays where it is, and that is said. */
export function takeBack(view: View, undoing: Undoing): TakenBack {
  switch (undoing.is) {
    case 'consent':
      return unasked(view, undoing.addresses);
    case 'split':
      return putBack(view, undoing);
    case 'action':
      return unburdened(view, undoing);
    case 'readdress':
      return readdressed(view, undoing);
  }
}

/** The question is withdrawn where the client has not answered; whoever takes part since then does so no more. */
function unasked({ facts, member, words }: View, addresses: readonly string[]): TakenBack {
  const takesPart = (address: string): boolean =>
    facts.participants.some((one) => one.address === address && one.role !== 'client');
  return {
    steps: addresses.flatMap((address): Step[] =>
      takesPart(address)
        ? [{ do: 'leave', address }, event('left', member, { address })]
        : [{ do: 'withdraw', address }, event('consent-withdrawn', member, { address })],
    ),
    said: addresses.map((address) => words.done[takesPart(address) ? 'leaves' : 'askedInVain'](address)),
  };
}

/** The mail comes back, unless somebody has worked on the request that it became. */
function putBack({ facts, member, request, words }: View, split: Extract<Undoing, { is: 'split' }>): TakenBack {
  const at = Temporal.Instant.from(split.at);
  // Two mails of one second may have been split off; the one that still holds this mail is meant, else the latest.
  const born = [...facts.answer.others.values()]
    .filter((one) => one.request.linkedTo === request.number && one.request.openedAt.equals(at))
    .toSorted((a, b) => b.request.number - a.request.number);
  const child = born.find((one) => one.lastClientMail?.id === split.message) ?? born[0];
  if (child === undefined) return { refused: words.problem.nothingToUndo };
  const { number, state } = child.request;
  const isFresh = state === 'new' && child.lastAnswer === null && child.lastCommand === null;
  if (!isFresh || child.lastClientMail?.id !== split.message) return { refused: words.problem.splitWorkedOn(number) };
  const away = mergedAway(child.request, request.number, facts.letter.receivedAt);
  return {
    steps: [
      { do: 'move', message: split.message },
      ...mergedIn(child.request, request, member.address, facts.letter.receivedAt),
    ],
    more: [
      {
        request: { number },
        steps: [...away.steps(member.address), { do: 'change', changes: away.changes }],
      },
    ],
    said: [words.done.splitBack(number)],
  };
}

function unburdened({ facts, member, words }: View, { who, what }: Extract<Undoing, { is: 'action' }>): TakenBack {
  const colleague = staffByAddress(facts.firm.staff, who);
  if (colleague === null || colleague === member) return {};
  const notice = wordsFor(facts.firm, colleague).notice.asksNoMore(member.name, what);
  return {
    steps: [{ do: 'mail', mail: colleaguesNotice(facts, colleague, member, notice, '') }],
    said: [words.done.actionDropped(colleague.name, what)],
  };
}

function readdressed({ request, member, words }: View, { from, to }: Extract<Undoing, { is: 'readdress' }>): TakenBack {
  if (canonicalAddress(request.client.address) !== canonicalAddress(to)) return { said: [words.done.undoneInPart] };
  return {
    steps: [{ do: 'readdress', address: from }, event('readdressed', member, { from: to, to: from.address })],
    said: [words.done.readdressed(from.address, to)],
  };
}

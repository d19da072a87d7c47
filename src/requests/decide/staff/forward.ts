import { isAnswerable } from '../../address.ts';
import type { Commands } from '../../command.ts';
import type { Forwarded } from '../../forwarded.ts';
import { staffByAddress, type StaffMember } from '../../staff.ts';
import { wordsFor } from '../../staff-words.ts';
import { decideClient } from '../client.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { hold, holdUnclear } from './hold.ts';
import { confirmation } from './letters.ts';
import { requestOf } from './start.ts';
import { event } from './view.ts';
import { difference, work } from './work.ts';

/**
 * A client's mail that reached a person and was forwarded to the desk becomes that client's request, as if he had written to the
 * desk: he is acknowledged, and hears from the desk from now on. What the forwarding person wrote above it stays among colleagues.
 */
export function forwardOnBehalf(facts: Facts, member: StaffMember, read: Commands, forwarded: Forwarded): Decision {
  const { address } = forwarded.from;
  const { firm } = facts;
  if (!isAnswerable(address)) return hold(facts, member, NO_ADDRESS);
  if (staffByAddress(firm.staff, address) !== null || firm.ownAddresses.has(address))
    return hold(facts, member, { code: 'forward-of-ours' });
  const opened = decideClient(asClients(facts, forwarded));
  if (opened.request === null || !('open' in opened.request)) return hold(facts, member, NO_ADDRESS);
  const request = requestOf(opened.request.open, facts.letter.receivedAt);
  const done = work({ facts, member, request, read, answers: false });
  if ('unclear' in done) return holdUnclear(facts, member, done.unclear);
  const changed = difference(request, done.request).after;
  const said = [wordsFor(firm, member).done.opened(address), ...done.said];
  return {
    ...opened,
    reasons: [
      { code: 'forwarded', detail: `by ${member.address}, for ${address}`, source: 'staff by mail' },
      ...opened.reasons,
    ],
    keptAs: 'staff',
    keptText: forwarded.text,
    steps: [
      ...opened.steps.map((step) => answeringOriginal(step, forwarded)),
      event('forwarded', member, { client: address }),
      ...(read.rest === '' ? [] : [event('note', member, { text: read.rest.slice(0, 20_000) })]),
      ...done.steps,
      ...(Object.keys(changed).length > 0 ? [{ do: 'change', changes: changed } as const] : []),
      { do: 'mail', mail: confirmation(facts, member, { done: said, help: done.help, about: forwarded.subject }) },
    ],
    more: done.more,
  };
}

const NO_ADDRESS = { code: 'forward-without-address' } as const;

/** The mail as the client would have sent it to the desk. Nobody proved who wrote it; staff vouch for it. */
function asClients(facts: Facts, { from, subject, text, own }: Forwarded): Facts {
  const { letter } = facts;
  const { recognition } = letter;
  return {
    ...facts,
    threading: { outcome: 'new', linkedTo: null, why: 'no-reference', suggestion: null, reasons: [] },
    letter: {
      ...letter,
      message: { ...letter.message, subject, from: [from], to: [], cc: [], references: [], inReplyTo: [] },
      recognition: {
        ...recognition,
        kind: 'client',
        author: from,
        acknowledge: true,
        authentication: { ...recognition.authentication, verdict: 'unknown' },
      },
      visibleText: text,
      ownText: text,
      foldedText: '',
      signature: null,
      forwarded: null,
    },
    answer: { ...facts.answer, releasedBy: null, lastClientText: own },
  };
}

/** The acknowledgement answers the client's own mail where it is known, and never the mail that forwarded it. */
function answeringOriginal(step: Step, { messageId }: Forwarded): Step {
  if (step.do !== 'mail' || step.mail.role !== 'client') return step;
  const answers = { inReplyTo: messageId, references: messageId === null ? [] : [messageId] };
  return { ...step, mail: { ...step.mail, answers } };
}

import { canonicalAddress } from '../../address.ts';
import type { OutgoingMail } from '../../delivery.ts';
import type { Request } from '../../request.ts';
import type { StaffMember } from '../../staff.ts';
import type { Facts, Step } from '../decision.ts';
import { toClient } from './letters.ts';
import { withoutInside } from './inside.ts';
import { event } from './view.ts';

export type Answer = {
  readonly text: string;
  /** Ends with the question whether it is solved. */
  readonly closing: boolean;
  readonly promisedAt: Temporal.Instant | null;
  /** It begins the conversation. */
  readonly opens?: boolean;
  /** Its words only: the mail that they stand in says more than the client is to see. */
  readonly wordsOnly?: boolean;
};

/** Passed on to the client, unless the client has it already: it was sent to him directly. */
export function answer(
  facts: Facts,
  request: Request,
  member: StaffMember,
  said: Answer,
  direct = wentTo(facts, request.client.address),
): Step[] {
  return [
    { do: 'settle', kinds: ['respond'], as: 'kept' },
    // A mailbox tells whole seconds; two answers within one must be told apart.
    event('answered', member, { direct, decided: facts.now.toString() }),
    ...(direct ? [] : [{ do: 'mail', mail: relay(facts, request, member, said) } as const]),
  ];
}

function wentTo({ letter: { message } }: Facts, client: string): boolean {
  return [...message.to, ...message.cc].some((one) => canonicalAddress(one.address) === canonicalAddress(client));
}

/** Only the new text leaves, without tokens and addresses of staff; those whom the client put in Cc stay there. */
function relay(facts: Facts, request: Request, member: StaffMember, said: Answer): OutgoingMail {
  const cc = facts.participants.filter((one) => one.role !== 'client').map(({ name, address }) => ({ name, address }));
  const text = withoutInside(said.text, facts.firm, request.mailbox);
  return {
    ...toClient(facts, request, { kind: 'answer', ...said, text, author: member.name }),
    cc,
    writtenBy: member.address,
    ...(said.wordsOnly === true ? {} : { carries: carriedBy(facts, said) }),
  };
}

function carriedBy({ letter }: Facts, { text }: Answer): NonNullable<OutgoingMail['carries']> {
  return { from: 'staff', visible: letter.ownText, text };
}

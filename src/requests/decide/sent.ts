import { canonicalAddress } from '../address.ts';
import { foldedName } from '../command/names.ts';
import type { Reason } from '../reason.ts';
import { nextState, type Request } from '../request.ts';
import { staffByAddress } from '../staff.ts';
import type { Decision, Facts } from './decision.ts';

/**
 * What follows from a mail in the mailbox's own Sent folder: it has left already, by somebody who may use the mailbox. Where
 * it went to the client of a request it is the answer; nothing is relayed, nobody is asked, and lines that begin with `#`
 * are part of the letter.
 */
export function decideSent(facts: Facts): Decision {
  const { letter, threading, request } = facts;
  const { machine, outOfOffice } = letter.recognition.flags;
  const [automatic] = [...outOfOffice, ...machine];
  if (automatic) return { disposition: 'automatic', reasons: [automatic], request: null, steps: [] };
  if (threading.outcome !== 'join' || !request) return sentElsewhere('names no request of this desk', null);
  if (!reaches(facts, request)) return sentElsewhere('did not go to the client', request.number);
  const actor = authorOf(facts) ?? letter.mailbox;
  return {
    disposition: 'staff',
    reasons: threading.reasons,
    request: { number: request.number },
    steps: [
      {
        do: 'change',
        changes: {
          state: nextState(request.state, 'staff-answered'),
          lastActivityAt: letter.receivedAt,
          ...(request.firstResponseAt === null ? { firstResponseAt: letter.receivedAt } : {}),
        },
      },
      { do: 'settle', kinds: ['respond'], as: 'kept' },
      { do: 'event', kind: 'answered', actor, reasons: [], data: { direct: true } },
    ],
  };
}

/** Who wrote it: his own address, or his name before the address of the mailbox, as many set up their program. */
function authorOf({ letter, firm }: Facts): string | null {
  const from = letter.recognition.author ?? letter.message.from[0];
  if (from === undefined) return null;
  const named = firm.staff.filter(({ name }) => foldedName(name) === foldedName(from.name.replace(/\s*\(.*\)$/, '')));
  return staffByAddress(firm.staff, from.address)?.address ?? (named.length === 1 ? named[0]!.address : null);
}

function reaches({ letter, participants }: Facts, request: Request): boolean {
  const outside = new Set([canonicalAddress(request.client.address), ...participants.map((one) => one.address)]);
  return [...letter.message.to, ...letter.message.cc].some((one) => outside.has(canonicalAddress(one.address)));
}

function sentElsewhere(detail: string, number: number | null): Decision {
  const reasons: Reason[] = [{ code: 'sent-elsewhere', detail, source: 'Sent folder' }];
  return { disposition: 'staff', reasons, request: number === null ? null : { number }, steps: [] };
}

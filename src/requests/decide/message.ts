import type { Reason } from '../reason.ts';
import { canonicalAddress } from '../address.ts';
import { decideAutomatic } from './automatic.ts';
import { decideBounce, decideComplaint } from './bounce.ts';
import { decideClient } from './client.ts';
import type { Decision, Facts, Letter } from './decision.ts';
import { withSameConversations } from './same-conversation.ts';
import { decideSent } from './sent.ts';
import { staffByAddress } from '../staff.ts';
import { decideStaff } from './staff.ts';
import { withConsent } from './staff/consent.ts';
import { withAnswer } from './staff/answer-released.ts';

/**
 * What follows from a kept mail. Places that need no thought come first: a second copy, mail from before go-live, our
 * own mail coming back, what a person must look at. Then its kind decides.
 */
export function decide(facts: Facts): Decision {
  if (facts.answer.releasedBy !== null) return withAnswer(facts, byKind(withoutSuspicion(facts)));
  const { letter } = facts;
  if (facts.duplicate) return placed('duplicate', 'same-content', 'the same mail was taken before');
  if (isOurs(letter)) return placed('ignored', 'own-mail', 'sent by this desk');
  if (letter.beforeGolive) return placed('filed', 'before-go-live', 'was in the mailbox before the desk');
  if (letter.folder === 'sent') return decideSent(facts);
  if (letter.recognition.quarantine)
    return { disposition: 'quarantined', reasons: [letter.recognition.quarantine], request: null, steps: [] };
  return byKind(facts);
}

/** A person has looked and lets it pass: it is what it would be without the suspicion, and is acknowledged like any other. */
function withoutSuspicion(facts: Facts): Facts {
  const { recognition } = facts.letter;
  const { flags, author } = recognition;
  const isClean = [flags.machine, flags.bulk, flags.report, flags.outOfOffice].every((flag) => flag.length === 0);
  const isSuspected = recognition.kind === 'spam' || recognition.quarantine !== null;
  if (!isSuspected) return facts;
  const kind = recognition.kind === 'spam' ? 'client' : recognition.kind;
  const cleared = { ...recognition, kind, quarantine: null, acknowledge: isClean && author !== null };
  return { ...facts, letter: { ...facts.letter, recognition: cleared } };
}

function byKind(facts: Facts): Decision {
  const { letter } = facts;
  switch (letter.recognition.kind) {
    case 'own':
      return placed('ignored', 'own-mail', 'comes from an address of this desk');
    case 'client':
      return isStaffElsewhere(facts)
        ? { ...decideStaff(facts), keptAs: 'staff' }
        : withConsent(facts, withSameConversations(facts, decideClient(facts)));
    case 'staff':
      return isOwnRequest(facts) ? decideClient(facts) : decideStaff(facts);
    case 'bounce':
      return decideBounce(facts);
    case 'feedback-report':
      return decideComplaint(facts);
    case 'spam':
      return { disposition: 'quarantined', reasons: letter.recognition.reasons, request: null, steps: [] };
    case 'auto-reply':
    case 'delayed':
    case 'receipt':
    case 'bulk':
      return decideAutomatic(facts);
  }
}

/** Sent by this desk, as its signature says. That it bears our address says nothing in our own Sent folder. */
function isOurs({ recognition }: Letter): boolean {
  return recognition.reasons.some(({ code }) => code === 'own-message-id' || code === 'own-mark');
}

/**
 * It answers a notice to staff from an address that is not registered, and not as the client of that request; or it names
 * staff and others as its writers, so that nobody knows who wrote it (S4).
 */
function isStaffElsewhere(facts: Facts): boolean {
  const { recognition, message } = facts.letter;
  const claimsStaff = message.from.some(({ address }) => staffByAddress(facts.firm.staff, address) !== null);
  return (facts.answer.tokenOf !== null && !isOwnRequest(facts)) || (recognition.author === null && claimsStaff);
}

/** The owner of a request stays its client, even if he is also staff. */
function isOwnRequest({ request, letter }: Facts): boolean {
  return (
    request !== null &&
    canonicalAddress(request.client.address) === canonicalAddress(letter.recognition.author?.address ?? '')
  );
}

function placed(disposition: Decision['disposition'], code: string, detail: string): Decision {
  const reasons: Reason[] = [{ code, detail, source: 'intake' }];
  return { disposition, reasons, request: null, steps: [] };
}

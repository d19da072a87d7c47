import { likelyAddress } from '../likely-address.ts';
import { audience, staffByAddress, type StaffMember } from '../staff.ts';
import { domainOf } from '../address.ts';
import { decideAutomatic } from './automatic.ts';
import type { BouncedRecipient, BounceReason } from '../recognition.ts';
import type { BouncedDelivery, Decision, Facts, Step, Suppression } from './decision.ts';
import { toStaff } from './staff/letters.ts';

/**
 * A report that one of our mails was not delivered: the delivery counts as bounced, a bounced acknowledgement as not
 * kept, and whoever is responsible is told, unless the mail was itself a notice to staff. A report never causes an answer.
 */
export function decideBounce(facts: Facts): Decision {
  const { bounced, letter } = facts;
  const failed = letter.recognition.bounce?.recipients.filter((recipient) => recipient.action !== 'delayed') ?? [];
  const hit = bounced.filter(
    (delivery) =>
      failed.length === 0 || failed.some((one) => one.address.toLowerCase() === delivery.rcpt) || bounced.length === 1,
  );
  const [first] = hit;
  if (!first) return decideAutomatic(facts);
  const error = failed[0] ? `${failed[0].reason}: ${failed[0].diagnostic}`.slice(0, 300) : 'returned as undeliverable';
  return {
    disposition: 'automatic',
    reasons: letter.recognition.reasons,
    request: first.requestNumber === null ? null : { number: first.requestNumber },
    steps: hit.flatMap((delivery) => [
      ...consequences(facts, delivery, error),
      ...suppressed(facts, delivery, failed, error),
    ]),
  };
}

/** Reasons that are about the address itself; a full mailbox or a spam filter may think otherwise tomorrow. */
const GONE: readonly BounceReason[] = ['user-unknown', 'host-unknown', 'suspended'];
const BOUNCE_DAYS = 30;

function suppressed(
  { now, firm }: Facts,
  delivery: BouncedDelivery,
  failed: readonly BouncedRecipient[],
  error: string,
): Step[] {
  const gone = failed.some(({ type, reason }) => type === 'hard' && GONE.includes(reason));
  // Staff who hear nothing any more because of one report would be worse than one more bounce.
  if (!gone || firm.staff.some((member) => member.address === delivery.rcpt)) return [];
  return [suppress(delivery, 'bounce', error, now.add({ hours: 24 * BOUNCE_DAYS }))];
}

function suppress(
  { id, rcpt }: BouncedDelivery,
  reason: Suppression['reason'],
  detail: string,
  expiresAt: Temporal.Instant | null,
): Step {
  return { do: 'suppress', suppression: { address: rcpt, reason, detail, delivery: id, expiresAt } };
}

/** Somebody marked our mail as spam. Only a report about a mail that we did send counts, for only its own recipient. */
export function decideComplaint(facts: Facts): Decision {
  const { bounced, letter, now } = facts;
  const clients = bounced.filter(({ rcpt }) => !facts.firm.staff.some((member) => member.address === rcpt));
  const [first] = clients;
  if (!first) return decideAutomatic(facts);
  const detail = `complained about the ${first.kind} of ${now.toZonedDateTimeISO('UTC').toPlainDate().toString()}`;
  const reasons = [{ code: 'complaint', detail: `${first.rcpt} ${detail}`, source: 'RFC 5965' }];
  return {
    disposition: 'automatic',
    reasons: letter.recognition.reasons,
    request: first.requestNumber === null ? null : { number: first.requestNumber },
    steps: [
      ...(first.requestNumber === null
        ? []
        : [{ do: 'event', kind: 'complaint', actor: 'postmaster', reasons, data: { delivery: first.id } } as const]),
      ...clients.map((delivery) => suppress(delivery, 'complaint', detail, null)),
    ],
  };
}

function consequences(facts: Facts, delivery: BouncedDelivery, error: string): Step[] {
  const reasons = [{ code: 'bounced', detail: `${delivery.kind} to ${delivery.rcpt}: ${error}`, source: 'RFC 3464' }];
  return [
    { do: 'bounce', delivery: delivery.id, error },
    ...(delivery.requestNumber === null
      ? []
      : [
          {
            do: 'event',
            kind: 'bounced',
            actor: 'postmaster',
            reasons,
            data: { delivery: delivery.id, rcpt: delivery.rcpt, kind: delivery.kind },
          } as const,
        ]),
    ...refused(delivery, error),
    ...alarms(facts, delivery, error),
  ];
}

/** What the clocks make of it: nobody has got the acknowledgement that a server had taken. */
function refused({ kind, requestNumber }: BouncedDelivery, cause: string): Step[] {
  if (kind !== 'acknowledgement' || requestNumber === null) return [];
  return [
    { do: 'event', kind: 'acknowledgement-refused', actor: 'postmaster', reasons: [], data: { cause } },
    { do: 'change', changes: { acknowledgedAt: null } },
  ];
}

/** A bounced notice to staff is not reported by another notice to staff: that would go round for ever. */
function alarms(facts: Facts, delivery: BouncedDelivery, error: string): Step[] {
  const { firm, request, now, participants } = facts;
  if (delivery.kind === 'notification' || delivery.kind === 'bounce' || delivery.kind === 'confirmation' || !request)
    return [];
  const domains = [
    ...participants.map((one) => domainOf(one.address)),
    ...firm.clients.flatMap((one) => one.domain ?? []),
  ];
  const known = domains.filter((domain) => domain !== domainOf(delivery.rcpt));
  const likely = delivery.kind === 'answer' ? likelyAddress(delivery.rcpt, known) : null;
  return told(facts, delivery).map((member) => {
    const content = { kind: 'bounce', recipient: delivery.rcpt, what: delivery.kind, reason: error, likely } as const;
    return { do: 'mail', mail: toStaff({ firm, now }, member, content) };
  });
}

/** An answer that came back is its author's; everything else is whoever's the request is. */
function told({ firm, request, answer }: Facts, { kind }: BouncedDelivery): readonly StaffMember[] {
  const author = kind === 'answer' && answer.lastAnswer ? staffByAddress(firm.staff, answer.lastAnswer.by) : null;
  if (author !== null) return [author];
  return request === null ? [] : audience(firm.staff, request);
}

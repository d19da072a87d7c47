import type { OutgoingMail } from '../delivery.ts';
import type { Reason } from '../reason.ts';
import type { Firm } from './decision.ts';

/**
 * In shadow mode everything is decided and composed, and nothing is sent: the firm sees what the desk would do while people
 * go on answering by hand. What the desk composed by itself is never sent afterwards, whatever happens to it; on words of people somebody decides at go-live.
 */
const SHADOW: Reason = { code: 'shadow', detail: 'composed in shadow mode; not sent', source: 'shadow' };

/** Whether the desk only shadows what goes on in a mailbox. */
export function isShadowed({ shadow }: Pick<Firm, 'shadow'>, mailbox: string): boolean {
  return shadow?.has(mailbox) ?? false;
}

/** A mail as it rests in the shadow: composed, with its reasons, and held. */
export function inShadow(mail: OutgoingMail): OutgoingMail {
  return mail.state === 'suppressed' ? mail : { ...mail, state: 'held', reasons: [SHADOW, ...mail.reasons] };
}

/**
 * Whoever wrote while the desk was in the shadow was promised nothing by it. Until staff answer him, time alone sends him
 * nothing: "it takes longer than promised" would be the first word that he hears.
 */
export function unpromised(mail: OutgoingMail): OutgoingMail {
  const reason = { ...SHADOW, detail: 'the client was promised nothing: the request came in shadow mode' };
  return mail.role === 'client' ? { ...mail, state: 'suppressed', reasons: [reason, ...mail.reasons] } : mail;
}

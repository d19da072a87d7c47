import type { Standing, ThreadFacts } from './facts.ts';
import type { Lead } from './lead.ts';

/**
 * As what the sender may follow a lead into its request; null: as nobody. A token speaks for the one person that it was made
 * for, so it outweighs a failed authentication (forwarding breaks SPF and DKIM); nothing else does. Whoever knows an id or a
 * number without taking part stays outside, else a service's mail to a guessed address would reach the request's client.
 */
export function standing(facts: ThreadFacts, { request, step }: Pick<Lead, 'request' | 'step'>): Standing | null {
  const { sender, token } = facts;
  if (step === 'token')
    return token !== null && token.participant === sender.address ? byToken(facts, token.role) : null;
  if (facts.anyone) return 'participant';
  if (sender.authentication === 'fail') return null;
  if (sender.address === request.client) return 'participant';
  if (sender.isStaff) return 'staff';
  if (request.participants.has(sender.address)) return 'participant';
  return step !== 'subject' && isColleague(facts, request.organisation) ? 'colleague' : null;
}

function byToken(facts: ThreadFacts, role: 'client' | 'staff'): Standing | null {
  if (role === 'client') return 'participant';
  return facts.sender.isStaff ? 'staff' : null;
}

function isColleague({ sender }: ThreadFacts, organisation: string | null): boolean {
  return organisation !== null && sender.organisation === organisation && sender.authentication === 'pass';
}

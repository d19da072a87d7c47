import { canonicalAddress } from '../address.ts';
import type { Request } from '../request.ts';
import type { Decision, Facts } from './decision.ts';
import { carriedOver, mergedAway, mergedIn } from './staff/merge.ts';

/**
 * A client's mail may show that requests are one conversation: they were opened by mails that came before the one they answer.
 * They end in the request that it joins (I10), those of the same client only.
 */
export function withSameConversations(facts: Facts, decision: Decision): Decision {
  const { request, letter } = facts;
  const into = decision.request;
  if (request === null || into === null || !('number' in into)) return decision;
  const others = sameConversations(facts, request);
  if (others.length === 0) return decision;
  const state = decision.steps.flatMap((step) => (step.do === 'change' ? (step.changes.state ?? []) : [])).at(-1);
  const now = { ...request, state: state ?? request.state };
  return {
    ...decision,
    steps: [
      ...decision.steps,
      ...others.flatMap((other) =>
        mergedIn(other, now, 'replydesk', letter.receivedAt, carriedInto(facts, other, request)),
      ),
    ],
    more: [
      ...(decision.more ?? []),
      ...others.map((other): NonNullable<Decision['more']>[number] => {
        const away = mergedAway(other, into.number, letter.receivedAt);
        return {
          request: { number: other.number },
          steps: [...away.steps('replydesk'), { do: 'change', changes: away.changes }],
        };
      }),
    ],
  };
}

function carriedInto(facts: Facts, from: Request, into: Request) {
  const known = facts.answer.others.get(into.number);
  return known && carriedOver(facts, from, known);
}

function sameConversations({ threading, answer }: Facts, { number, client }: Request): Request[] {
  if (threading.outcome !== 'join') return [];
  const others = threading.alsoJoins.flatMap((one) => answer.others.get(one)?.request ?? []);
  return others.filter(
    (other) =>
      other.number !== number &&
      other.mergedInto === null &&
      canonicalAddress(other.client.address) === canonicalAddress(client.address),
  );
}

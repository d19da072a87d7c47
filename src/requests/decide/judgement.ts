import { categoryOf, decidePriority, markOf, routeOf, wordsOf } from '../priority.ts';
import type { Priority } from '../policy.ts';
import type { Reason } from '../reason.ts';
import { clientConfig, peopleOf } from './contacts.ts';
import type { Facts, Firm } from './decision.ts';

/** What the policy makes of a mail that opens a request. */
export type Judgement = {
  readonly priority: Priority;
  readonly category: string | null;
  readonly tier: string | null;
  readonly owner: string | null;
  readonly team: string | null;
  readonly reasons: readonly Reason[];
};

/** Category, tier, priority and route of a request that a mail opens; what the policy leaves open is the first team's. */
export function judge(facts: Facts, client: string): Judgement {
  const { letter, firm } = facts;
  const { policy } = firm;
  const words = wordsOf(letter.message.subject, letter.visibleText);
  const kind = categoryOf(policy, words);
  const category = kind?.category ?? null;
  const tier = tierOf(firm, client);
  const marked = markOf(letter.message);
  const urgent = decidePriority(policy.priority, { words, category, tier, marked });
  const addressed = [...letter.message.to, ...letter.message.cc].map((one) => one.address);
  const route = routeOf(policy.routing, { addressed, client, category, tier, language: letter.language });
  return {
    priority: urgent.priority,
    category,
    tier,
    ...placeOf(firm, client, route?.to ?? null),
    reasons: [...(kind ? [kind.reason] : []), ...urgent.reasons, ...(route ? [route.reason] : [])],
  };
}

/** The tier of a client, by his address before his domain. */
export function tierOf(firm: Firm, client: string): string | null {
  return clientConfig(firm, client)?.tier ?? null;
}

type Place = Pick<Judgement, 'owner' | 'team'>;

/** One person owns it; a role that several people have gives it to their team. */
function placeOf(firm: Firm, client: string, to: NonNullable<ReturnType<typeof routeOf>>['to'] | null): Place {
  const team = firm.staff[0]?.team ?? null;
  if (to === null) return { owner: null, team };
  if ('team' in to) return { owner: null, team: to.team };
  const people = peopleOf([to], { owner: null, team, client: { name: '', address: client } }, firm);
  const [first] = people;
  if (first === undefined) return { owner: null, team };
  return { owner: people.length === 1 ? first.address : null, team: first.team === '' ? team : first.team };
}

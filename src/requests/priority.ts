/**
 * How soon a request matters, from urgency and impact, and where it goes. The rules are the policy's and stand in order;
 * each answer names the rule that gave it, so that staff can see why and overrule it.
 */
import { domainOf } from './address.ts';
import type { Message } from './message.ts';
import { headerValue } from './message.ts';
import type { Contact, Level, Policy, Priority, PriorityRule, PriorityRules, Route } from './policy.ts';
import type { Reason } from './reason.ts';
import { firstPhrase, fold } from './words.ts';
import type { Folded } from './words.ts';

/** What the rules look at. */
export type PriorityFacts = {
  readonly words: Folded;
  readonly category: string | null;
  readonly tier: string | null;
  readonly marked: 'high' | 'low' | null;
};

export type PriorityDecision = {
  readonly urgency: Level;
  readonly impact: Level;
  readonly priority: Priority;
  readonly reasons: readonly Reason[];
};

/** Urgency, impact and priority of a request; the first rule that sets an axis decides it. */
export function decidePriority(rules: PriorityRules, facts: PriorityFacts): PriorityDecision {
  const reasons: Reason[] = [];
  const decided = <T>(axis: 'urgency' | 'impact' | 'priority', read: (rule: PriorityRule) => T | null): T | null => {
    for (const rule of rules.rules) {
      const value = read(rule);
      const why = value === null ? null : whyApplies(rule, facts);
      if (value === null || why === null) continue;
      reasons.push({ code: axis, detail: `${String(value)}: ${why}`, source: 'policy, priority' });
      return value;
    }
    return null;
  };
  const urgency = decided('urgency', (rule) => rule.urgency) ?? rules.default.urgency;
  const impact = decided('impact', (rule) => rule.impact) ?? rules.default.impact;
  const priority = decided('priority', (rule) => rule.priority) ?? rules.matrix[urgency][impact];
  return { urgency, impact, priority, reasons };
}

/** What a mail says, made ready for the words that the policy looks for. `text`: what its writer wrote now, without quoted history. */
export function wordsOf(subject: string, text: string): Folded {
  return fold(`${subject}\n${text}`);
}

/** The kind of communication that a first mail is, by the words that the policy gives; null where none is found. */
export function categoryOf(policy: Policy, words: Folded): { category: string; reason: Reason } | null {
  for (const rule of policy.categories) {
    const phrase = firstPhrase(words, rule.words);
    if (phrase !== null)
      return {
        category: rule.name,
        reason: { code: 'category', detail: `says "${phrase}"`, source: 'policy, categories' },
      };
  }
  return null;
}

/** What a route looks at. */
export type RouteFacts = {
  /** Addresses of the desk among the recipients. */
  readonly addressed: readonly string[];
  readonly client: string;
  readonly category: string | null;
  readonly tier: string | null;
  readonly language: string | null;
};

/** Where a request goes; null where the policy leaves it to the desk. */
export function routeOf(
  routes: readonly Route[],
  facts: RouteFacts,
): { to: { team: string } | Contact; reason: Reason } | null {
  const index = routes.findIndex((route) => routeApplies(route, facts));
  const route = routes[index];
  if (route === undefined) return null;
  return {
    to: route.to,
    reason: { code: 'route', detail: `rule ${index + 1} of routing applies`, source: 'policy, routing' },
  };
}

/** How the sender marked the mail's importance, whichever header his program uses. */
export function markOf(message: Pick<Message, 'headers'>): 'high' | 'low' | null {
  const importance = (headerValue(message, 'importance') ?? headerValue(message, 'x-msmail-priority') ?? '')
    .trim()
    .toLowerCase();
  const digit = (headerValue(message, 'x-priority') ?? '').trim().charAt(0);
  const priority = (headerValue(message, 'priority') ?? '').trim().toLowerCase();
  if (importance === 'high' || digit === '1' || digit === '2' || priority === 'urgent') return 'high';
  if (importance === 'low' || digit === '4' || digit === '5' || priority === 'non-urgent') return 'low';
  return null;
}

/** In words why all conditions of the rule hold; null where one does not. */
function whyApplies(rule: PriorityRule, facts: PriorityFacts): string | null {
  if (rule.category !== null && !(facts.category !== null && rule.category.includes(facts.category))) return null;
  if (rule.tier !== null && !(facts.tier !== null && rule.tier.includes(facts.tier))) return null;
  if (rule.marked !== null && rule.marked !== facts.marked) return null;
  const phrase = rule.words === null ? null : firstPhrase(facts.words, rule.words);
  if (rule.words !== null && phrase === null) return null;
  return [
    phrase !== null && `the mail says "${phrase}"`,
    rule.marked !== null && `its sender marked it ${rule.marked}`,
    rule.category !== null && `it is about ${facts.category ?? ''}`,
    rule.tier !== null && `the client is ${facts.tier ?? ''}`,
  ]
    .filter((part) => part !== false)
    .join(' and ');
}

function routeApplies(route: Route, facts: RouteFacts): boolean {
  return (
    names(route.address, facts.addressed) &&
    names(route.category, [facts.category]) &&
    names(route.client, [facts.client, domainOf(facts.client)]) &&
    names(route.tier, [facts.tier]) &&
    names(route.language, [facts.language])
  );
}

/** Whether a condition asks for nothing, or names one of these, whatever the case. */
function names(condition: readonly string[] | null, values: readonly (string | null)[]): boolean {
  const wanted = condition?.map((one) => one.toLowerCase());
  return wanted === undefined || values.some((value) => value !== null && wanted.includes(value.trim().toLowerCase()));
}

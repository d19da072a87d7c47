/**
 * What a firm promises its clients and what follows when time passes: the five procedures as data. A policy says only
 * what and when; who stands behind `lead` or `manager` is the configuration's, and every instant is reckoned by
 * deadline.ts with the firm's calendar. Policies are read from YAML by policy-file.ts; here nothing can be invalid.
 */
import type { Span } from './span.ts';

/** How soon a request matters, from urgency and impact. */
export type Priority = 'critical' | 'high' | 'normal' | 'low';

/** How pressing, and how much it harms. */
export type Level = 'high' | 'medium' | 'low';

export const PRIORITIES: readonly Priority[] = ['critical', 'high', 'normal', 'low'];
export const LEVELS: readonly Level[] = ['high', 'medium', 'low'];
export const FEEDBACK: readonly Feedback[] = ['positive', 'constructive', 'urgent', 'suggestion'];

/** What of a request a rule of the policy may look at. */
export type Subject = {
  readonly priority: Priority;
  readonly category: string | null;
  readonly tier: string | null;
  readonly feedback: Feedback | null;
};

/** What a client's word about us is (procedure C, section 4.4). */
export type Feedback = 'positive' | 'constructive' | 'urgent' | 'suggestion';

/** To which requests a rule applies; null means any. */
export type Scope = {
  readonly priority: readonly Priority[] | null;
  readonly category: readonly string[] | null;
  readonly tier: readonly string[] | null;
  readonly feedback: readonly Feedback[] | null;
};

/** The three clocks of a request. */
export type ClockName = 'acknowledge' | 'respond' | 'resolve';

/** A missed promise alarms and escalates; a missed target is only reported as not met. */
export type Promised = { readonly within: Span; readonly kind: 'promise' | 'target' };

/** One line of the policy's table of clocks; the first that applies counts. A promise not made is null. */
export type ClockRule = { readonly when: Scope; readonly clocks: Readonly<Record<ClockName, Promised | null>> };

/** Whom a rule addresses: a role of the configuration, or a mail address. */
export type Contact =
  { readonly role: 'owner' | 'team' | 'lead' | 'manager' | 'admin' | 'account-manager' } | { readonly address: string };

export type Channel = 'mail' | 'webhook';

/** A step of the escalation chain. */
export type EscalationStep = {
  readonly name: string;
  readonly when: Scope;
  /** What the step counts from: the receipt, or the moment at which a clock's promise is broken. */
  readonly from: 'receipt' | ClockName;
  readonly after: Span;
  /** Whether time spent waiting on the client is left out; a step that counts from a clock inherits that clock's pauses. */
  readonly pauses: boolean;
  readonly to: readonly Contact[];
  readonly by: readonly Channel[];
};

/** Critical incident: client and management at once, and a phone call for a named person, passed on when not confirmed. */
export type IncidentRule = {
  /** Which requests are incidents by themselves; null: only what staff call one. */
  readonly when: Scope | null;
  readonly to: readonly Contact[];
  readonly by: readonly Channel[];
  readonly tellClient: boolean;
  readonly call: { readonly to: readonly Contact[]; readonly passOnAfter: Span } | null;
};

/** How often a client hears about an open request, and how long before that staff are asked for a line. */
export type UpdateRule = { readonly when: Scope; readonly every: Span; readonly askBefore: Span };

/** How a request ends. */
export type ClosureRule = {
  /** "Is it solved?" asked again: first after this time, then at this interval (null: once). */
  readonly followUp: { readonly first: Span; readonly every: Span | null } | null;
  /** Silence for this long after the client was asked closes as unverified; null: never. */
  readonly silence: Span | null;
};

export type Confidentiality = 'standard' | 'confidential' | 'sensitive';

/** A kind of communication and how it is treated (procedure B, section 5). */
export type CategoryRule = {
  readonly name: string;
  /** Words or phrases by which a first mail of this kind is known; none: only by hand. */
  readonly words: readonly string[];
  readonly documentation: readonly string[];
  readonly responsible: Contact;
  readonly confidentiality: Confidentiality;
  /** Whether a request of this kind opens an escalation report. */
  readonly escalationReport: boolean;
};

/**
 * What may set urgency or impact, or the priority outright; the first rule that sets an axis decides it. All conditions
 * of a rule must hold; null asks for nothing.
 */
export type PriorityRule = {
  /** Any of these words or phrases in subject or text. */
  readonly words: readonly string[] | null;
  readonly category: readonly string[] | null;
  readonly tier: readonly string[] | null;
  /** The sender's own mark (Importance, X-Priority). */
  readonly marked: 'high' | 'low' | null;
  readonly urgency: Level | null;
  readonly impact: Level | null;
  readonly priority: Priority | null;
};

export type PriorityRules = {
  readonly default: { readonly urgency: Level; readonly impact: Level };
  /** By urgency, then by impact. */
  readonly matrix: Readonly<Record<Level, Readonly<Record<Level, Priority>>>>;
  readonly rules: readonly PriorityRule[];
};

/** Where a request goes; the first rule that applies decides. */
export type Route = {
  /** Addresses of the desk to which the client wrote. */
  readonly address: readonly string[] | null;
  readonly category: readonly string[] | null;
  /** Client addresses or domains. */
  readonly client: readonly string[] | null;
  readonly tier: readonly string[] | null;
  readonly language: readonly string[] | null;
  readonly to: { readonly team: string } | Contact;
};

export type Policy = {
  readonly name: string;
  readonly title: string;
  /** Kept with every decision; raise it with each change. */
  readonly version: string;
  readonly clocks: readonly ClockRule[];
  /** How long before a deadline somebody is warned, never before half of the time has passed. */
  readonly warnings: {
    readonly acknowledge: Span;
    /** Staff are reminded and asked for a date. */
    readonly respond: Span;
    readonly resolve: Span;
  };
  /** The client is told once, this long before the response is due (zero: when it is), that it takes longer; null: never. */
  readonly holding: { readonly before: Span } | null;
  readonly escalation: readonly EscalationStep[];
  readonly incident: IncidentRule | null;
  readonly updates: readonly UpdateRule[];
  readonly closure: ClosureRule;
  /** At most one survey a client in this time; null: none. */
  readonly survey: { readonly atMostEvery: Span } | null;
  /** New clients, announced by staff, are welcomed within this time. */
  readonly welcome: { readonly within: Span; readonly warnBefore: Span } | null;
  /** Negative feedback has a clock of its own. */
  readonly feedback: { readonly within: Span; readonly warnBefore: Span; readonly to: readonly Contact[] } | null;
  /** The procedure is reviewed yearly; its owner is reminded this long before. */
  readonly review: {
    readonly everyMonths: number;
    /** Also when a critical incident is closed. */
    readonly afterIncidents: boolean;
    readonly remindBefore: Span;
    readonly to: readonly Contact[];
  } | null;
  readonly priority: PriorityRules;
  readonly routing: readonly Route[];
  readonly categories: readonly CategoryRule[];
  /** Words that clients should not meet, each with what to say instead (null: just leave it out). */
  readonly avoid: readonly { readonly word: string; readonly say: string | null }[];
};

/** Whether a rule with this scope applies to this request. */
export function applies(scope: Scope, subject: Subject): boolean {
  return (
    allows(scope.priority, subject.priority) &&
    allows(scope.category, subject.category) &&
    allows(scope.tier, subject.tier) &&
    allows(scope.feedback, subject.feedback)
  );
}

/** The promises that this policy makes to this request; one not made is null. */
export function clocksFor(policy: Policy, subject: Subject): Readonly<Record<ClockName, Promised | null>> {
  return policy.clocks.find((rule) => applies(rule.when, subject))?.clocks ?? NO_CLOCKS;
}

/** How a kind of communication is treated; null where the policy says nothing about it. */
export function categoryRule(policy: Policy, category: string | null): CategoryRule | null {
  return policy.categories.find((rule) => rule.name === category) ?? null;
}

const NO_CLOCKS = { acknowledge: null, respond: null, resolve: null };

function allows<T>(allowed: readonly T[] | null, value: T | null): boolean {
  return allowed === null || (value !== null && allowed.includes(value));
}

/**
 * The shape of a policy file. What people write there is short ("1 business day", `to: lead`); what comes out is the
 * core's Policy, in which nothing is left to interpret.
 */
import { z } from 'zod';
import { FEEDBACK, LEVELS, PRIORITIES } from './requests/policy.ts';
import type { Contact, Level, Policy, Promised, Scope } from './requests/policy.ts';
import { parseSpan } from './requests/span.ts';
import type { Span } from './requests/span.ts';

const span = z.string('write a time such as "1 business day"').transform((text, context): Span => {
  const parsed = parseSpan(text);
  if (parsed !== null) return parsed;
  context.addIssue({
    code: 'custom',
    message: `"${text}" is not a time such as "4 business hours", "1 business day", "24 hours" or "immediately"`,
  });
  return z.NEVER;
});

/** A warning is counted back from a deadline; counting business days back has no single meaning, so it is refused. */
const lead = span.refine((value) => value.unit !== 'business-days', {
  message: 'count a warning in business hours or in hours, not in business days',
});

const listOf = <T extends z.ZodType>(item: T) =>
  z
    .union([item, z.array(item).min(1)])
    .transform((value): z.output<T>[] => (Array.isArray(value) ? value : [value]) as z.output<T>[]);

const none = z.literal('none').transform((): null => null);
const orNone = <T extends z.ZodType>(shape: T) => z.union([none, shape]).default(null as never);

const ROLES = ['owner', 'team', 'lead', 'manager', 'admin', 'account-manager'] as const;
const contact = z.string().transform((text, context): Contact => {
  const role = ROLES.find((name) => name === text);
  if (role !== undefined) return { role };
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return { address: text.toLowerCase() };
  context.addIssue({ code: 'custom', message: `"${text}" is neither a mail address nor one of ${ROLES.join(', ')}` });
  return z.NEVER;
});

const names = listOf(z.string().min(1));
const scope = z
  .strictObject({
    priority: listOf(z.enum(PRIORITIES)).nullable().default(null),
    category: names.nullable().default(null),
    tier: names.nullable().default(null),
    feedback: listOf(z.enum(FEEDBACK)).nullable().default(null),
  })
  .transform((value): Scope => value);
const anyScope = scope.prefault({});

const promised = z
  .union([
    none,
    span.transform((within): Promised => ({ within, kind: 'promise' })),
    z.strictObject({ target: span }).transform(({ target }): Promised => ({ within: target, kind: 'target' })),
  ])
  .default(null);

const clock = z
  .strictObject({ when: anyScope, acknowledge: promised, respond: promised, resolve: promised })
  .transform(({ when, ...clocks }) => ({ when, clocks }));

const channels = listOf(z.enum(['mail', 'webhook'])).default(['mail']);

const escalation = z
  .strictObject({
    name: z.string().min(1),
    when: anyScope,
    from: z.enum(['receipt', 'acknowledge', 'respond', 'resolve']),
    after: span,
    whileWaiting: z.enum(['pauses', 'runs']).default('pauses'),
    to: listOf(contact),
    by: channels,
  })
  .transform(({ whileWaiting, ...step }) => ({ ...step, pauses: whileWaiting === 'pauses' }));

const incident = z.strictObject({
  when: z.union([z.literal('staff say so').transform((): null => null), scope]),
  to: listOf(contact),
  by: channels,
  tellClient: z.boolean().default(true),
  call: orNone(z.strictObject({ to: listOf(contact), passOnAfter: span })),
});

const level = z.enum(LEVELS);
const priorityName = z.enum(PRIORITIES);
const row = z.strictObject({ high: priorityName, medium: priorityName, low: priorityName });
const HOUSE_MATRIX = {
  high: { high: 'critical', medium: 'high', low: 'normal' },
  medium: { high: 'high', medium: 'normal', low: 'low' },
  low: { high: 'normal', medium: 'low', low: 'low' },
} as const satisfies Record<Level, Record<Level, string>>;

const priorityRule = z
  .strictObject({
    when: z.strictObject({
      words: names.nullable().default(null),
      category: names.nullable().default(null),
      tier: names.nullable().default(null),
      marked: z.enum(['high', 'low']).nullable().default(null),
    }),
    urgency: level.nullable().default(null),
    impact: level.nullable().default(null),
    priority: priorityName.nullable().default(null),
  })
  .refine((rule) => rule.urgency !== null || rule.impact !== null || rule.priority !== null, {
    message: 'this rule sets nothing: add urgency, impact or priority',
  })
  .transform(({ when, ...sets }) => ({ ...when, ...sets }));

const priority = z.strictObject({
  default: z.strictObject({ urgency: level, impact: level }).default({ urgency: 'medium', impact: 'medium' }),
  matrix: z.strictObject({ high: row, medium: row, low: row }).default(HOUSE_MATRIX),
  rules: z.array(priorityRule).default([]),
  words: z.enum(['shipped', 'none']).default('shipped'),
});

const route = z
  .strictObject({
    when: z
      .strictObject({
        address: names.nullable().default(null),
        category: names.nullable().default(null),
        client: names.nullable().default(null),
        tier: names.nullable().default(null),
        language: names.nullable().default(null),
      })
      .prefault({}),
    to: z.union([z.strictObject({ team: z.string().min(1) }), contact]),
  })
  .transform(({ when, to }) => ({ ...when, to }));

const category = z.strictObject({
  name: z.string().min(1),
  words: names.default([]),
  documentation: names.default([]),
  responsible: contact,
  confidentiality: z.enum(['standard', 'confidential', 'sensitive']),
  escalationReport: z.boolean().default(false),
});

const closure = z.strictObject({
  followUp: orNone(z.strictObject({ first: span, every: span.nullable().default(null) })),
  silence: z.union([z.literal('never closes').transform((): null => null), span]),
});

/** A list of words, each plain or with what to say instead. */
const avoid = z.array(
  z.union([
    z
      .string()
      .min(1)
      .transform((word) => ({ word, say: null })),
    z.strictObject({ word: z.string().min(1), say: z.string().min(1) }),
  ]),
);

/** The words file: what raises or lowers urgency and impact, and what clients should not have to read. */
export const wordsSchema = z.strictObject({
  urgency: z.strictObject({ high: names, low: names }),
  impact: z.strictObject({ high: names, low: names }),
  avoid,
});

export const policySchema = z.strictObject({
  title: z.string().min(1),
  version: z.string('write the version in quotes').min(1),
  clocks: z
    .array(clock)
    .min(1)
    .refine((lines) => lines.length === 0 || Object.values(lines.at(-1)!.when).every((part) => part === null), {
      message:
        'the last line must apply to every request, so that none is without a promise: end with one without `when`',
    }),
  warnings: z
    .strictObject({ acknowledge: lead, respond: lead, resolve: lead })
    .prefault({ acknowledge: '30 business minutes', respond: '2 business hours', resolve: '2 business hours' }),
  holding: orNone(
    z.union([
      z.literal('at the deadline').transform(() => ({ before: { amount: 0, unit: 'minutes' } satisfies Span })),
      z.strictObject({ before: lead }),
    ]),
  ),
  escalation: z.array(escalation).default([]),
  incident: orNone(incident),
  updates: z.array(z.strictObject({ when: anyScope, every: span, askBefore: lead })).default([]),
  closure,
  survey: orNone(z.strictObject({ atMostEvery: span })),
  welcome: orNone(z.strictObject({ within: span, warnBefore: lead })),
  feedback: orNone(z.strictObject({ within: span, warnBefore: lead, to: listOf(contact) })),
  review: orNone(
    z.strictObject({
      everyMonths: z.int().min(1).max(60),
      afterIncidents: z.boolean().default(false),
      remindBefore: span,
      to: listOf(contact),
    }),
  ),
  priority: priority.prefault({}),
  routing: z.array(route).default([]),
  categories: z.array(category).default([]),
  avoid: z
    .strictObject({ words: z.enum(['shipped', 'none']).default('shipped'), also: avoid.default([]) })
    .prefault({}),
});

type Words = z.output<typeof wordsSchema>;

/** The core's policy from what a file said; the shipped words come after the file's own rules. */
export function toPolicy(name: string, file: z.output<typeof policySchema>, words: Words): Policy {
  const { priority: rules, avoid: tone, ...rest } = file;
  const own = { category: null, tier: null, marked: null, priority: null };
  const shipped =
    rules.words === 'none'
      ? []
      : (['high', 'low'] as const).flatMap((value) => [
          { ...own, words: words.urgency[value], urgency: value, impact: null },
          { ...own, words: words.impact[value], urgency: null, impact: value },
        ]);
  return {
    ...rest,
    name,
    priority: { default: rules.default, matrix: rules.matrix, rules: [...rules.rules, ...shipped] },
    avoid: tone.words === 'none' ? tone.also : [...tone.also, ...words.avoid],
  };
}

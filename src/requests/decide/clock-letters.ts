import { canonicalAddress } from '../address.ts';
import type { OutgoingContent, OutgoingMail } from '../delivery.ts';
import { isBefore } from '../instant.ts';
import { absenceLines } from '../notice.ts';
import type { Reason } from '../reason.ts';
import { addSpan } from '../span.ts';
import type { StaffMember } from '../staff.ts';
import { languageOf } from '../staff-words.ts';
import type { Caused, Note } from './clock-effects.ts';
import type { ClockFacts, Webhook } from './clock.ts';
import type { Step } from './decision.ts';

/** Of several mails to the client the one that says most; the others would only repeat it. */
const WEIGHT: readonly OutgoingContent['kind'][] = ['incident', 'holding', 'update', 'closure', 'follow-up'];

/** The steps of all effects: at most one mail to the client, and one to each of the staff with all that concerns them. */
export function letters(effects: readonly Caused[], facts: ClockFacts): readonly (Step | Webhook)[] {
  const steps = effects.flatMap((effect) => effect.steps ?? []);
  return [...steps, ...toClient(effects, facts), ...toStaff(effects, facts)];
}

function toClient(effects: readonly Caused[], facts: ClockFacts): readonly Step[] {
  const { request, firm } = facts;
  const contents = effects.flatMap(({ toClient: content, reason }) => (content ? [{ content, reason }] : []));
  const kind = WEIGHT.find((one) => contents.some(({ content }) => content.kind === one));
  // Two holding updates differ in their day; the later one is the one that both clocks can keep.
  const chosen = contents
    .filter(({ content }) => content.kind === kind)
    .toSorted((a, b) => promisedAt(b.content) - promisedAt(a.content))[0];
  if (chosen === undefined || request.client.address === '') return [];
  const reasons = contents.map(({ reason }) => reason);
  const step = mail(facts, chosen.content, request.client, 'client', request.language ?? firm.locale, reasons);
  return [maySurvey(facts, chosen.content) ? { ...step, mail: { ...step.mail, asks: { kind: 'survey' } } } : step];
}

/** The survey comes with the closure, and no client is asked more often than the policy says (CLS-2). */
function maySurvey({ firm, surveyedAt = null, now }: ClockFacts, { kind }: OutgoingContent): boolean {
  const { survey } = firm.policy;
  if (survey === null || kind !== 'closure') return false;
  return surveyedAt === null || !isBefore(now, addSpan(firm.calendar, surveyedAt, survey.atMostEvery));
}

function promisedAt(content: OutgoingContent): number {
  return content.kind === 'holding' ? content.promisedAt.epochMilliseconds : 0;
}

function toStaff(effects: readonly Caused[], facts: ClockFacts): readonly Step[] {
  const byPerson = new Map<string, { member: StaffMember; notes: Note[]; reasons: Set<Reason> }>();
  for (const { note, reason } of effects)
    for (const member of note?.to ?? []) {
      const key = canonicalAddress(member.address);
      const own = byPerson.get(key) ?? { member, notes: [], reasons: new Set() };
      byPerson.set(key, own);
      if (note !== undefined) own.notes.push(note);
      own.reasons.add(reason);
    }
  return [...byPerson.values()].map(({ member, notes, reasons }) =>
    mail(facts, staffContent(facts, notes), named(member), 'staff', languageOf(facts.firm, member), [...reasons]),
  );
}

function named({ name, address }: StaffMember): OutgoingMail['to'] {
  return { name, address };
}

function staffContent(facts: ClockFacts, notes: readonly Note[]): OutgoingContent {
  const { request, lastText } = facts;
  const ordered = notes.filter((note) => !isRepeated(note, notes)).toSorted((a, b) => rank(b) - rank(a));
  const away = absenceLines(facts.firm, request);
  const [first, ...others] = [...new Set(ordered.map((note) => note.text))];
  const rest = [...others, ...ordered.flatMap((note) => note.details ?? []), ...away];
  if (ordered[0]?.urgent !== true)
    return {
      kind: 'notification',
      author: request.client,
      text: lastText,
      folded: '',
      notice: first ?? null,
      changes: rest,
      attachments: [],
    };
  return {
    kind: 'escalation',
    reason: first ?? '',
    details: rest,
    since: request.openedAt,
    promisedAt: null,
    call: ordered.flatMap((note) => note.call ?? []),
    text: lastText,
  };
}

function isRepeated(note: Note, notes: readonly Note[]): boolean {
  return !note.urgent && note.about !== undefined && notes.some((other) => other.urgent && other.about === note.about);
}

function rank(note: Note): number {
  return (note.call === undefined ? 0 : 2) + (note.urgent ? 1 : 0);
}

function mail(
  { now }: ClockFacts,
  content: OutgoingContent,
  to: OutgoingMail['to'],
  role: OutgoingMail['role'],
  locale: string,
  reasons: readonly Reason[],
): Extract<Step, { do: 'mail' }> {
  return {
    do: 'mail',
    mail: { content, to, cc: [], role, locale, answers: null, state: 'queued', reasons, dueAt: now },
  };
}

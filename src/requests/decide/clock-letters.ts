import { canonicalAddress } from '../address.ts';
import type { OutgoingContent, OutgoingMail } from '../delivery.ts';
import type { Reason } from '../reason.ts';
import type { StaffMember } from '../staff.ts';
import type { Effect, Note } from './clock-effects.ts';
import type { ClockFacts, Webhook } from './clock.ts';
import type { Step } from './decision.ts';

/** Of several mails to the client the one that says most; the others would only repeat it. */
const WEIGHT: readonly OutgoingContent['kind'][] = ['incident', 'holding', 'update', 'closure', 'follow-up'];

/** The steps of all effects: at most one mail to the client, and one to each of the staff with all that concerns them. */
export function letters(
  effects: readonly Effect[],
  facts: ClockFacts,
  reasons: readonly Reason[],
): readonly (Step | Webhook)[] {
  const steps = effects.flatMap((effect) => effect.steps ?? []);
  return [...steps, ...toClient(effects, facts, reasons), ...toStaff(effects, facts, reasons)];
}

function toClient(effects: readonly Effect[], facts: ClockFacts, reasons: readonly Reason[]): readonly Step[] {
  const { request, firm } = facts;
  const contents = effects.flatMap((effect) => effect.toClient ?? []);
  const kind = WEIGHT.find((one) => contents.some((content) => content.kind === one));
  // Two holding updates differ in their day; the later one is the one that both clocks can keep.
  const content = contents.filter((one) => one.kind === kind).toSorted((a, b) => promisedAt(b) - promisedAt(a))[0];
  if (content === undefined || request.client.address === '') return [];
  return [mail(facts, content, request.client, 'client', request.language ?? firm.locale, reasons)];
}

function promisedAt(content: OutgoingContent): number {
  return content.kind === 'holding' ? content.promisedAt.epochMilliseconds : 0;
}

function toStaff(effects: readonly Effect[], facts: ClockFacts, reasons: readonly Reason[]): readonly Step[] {
  const byPerson = new Map<string, { member: StaffMember; notes: Note[] }>();
  for (const { note } of effects)
    for (const member of note?.to ?? []) {
      const key = canonicalAddress(member.address);
      const own = byPerson.get(key) ?? { member, notes: [] };
      byPerson.set(key, own);
      if (note !== undefined) own.notes.push(note);
    }
  return [...byPerson.values()].map(({ member, notes }) =>
    mail(
      facts,
      staffContent(facts, notes),
      { name: member.name, address: member.address },
      'staff',
      facts.firm.locale,
      reasons,
    ),
  );
}

function staffContent(facts: ClockFacts, notes: readonly Note[]): OutgoingContent {
  const { request, lastText } = facts;
  const ordered = notes.filter((note) => !isRepeated(note, notes)).toSorted((a, b) => rank(b) - rank(a));
  const [first, ...rest] = [...new Set(ordered.map((note) => note.text))];
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
    call: [],
    text: lastText,
  };
}

function isRepeated(note: Note, notes: readonly Note[]): boolean {
  return !note.urgent && note.about !== undefined && notes.some((other) => other.urgent && other.about === note.about);
}

function rank(note: Note): number {
  return (note.call === true ? 2 : 0) + (note.urgent ? 1 : 0);
}

function mail(
  { now }: ClockFacts,
  content: OutgoingContent,
  to: OutgoingMail['to'],
  role: OutgoingMail['role'],
  locale: string,
  reasons: readonly Reason[],
): Step {
  return {
    do: 'mail',
    mail: { content, to, cc: [], role, locale, answers: null, state: 'queued', reasons, dueAt: now },
  };
}

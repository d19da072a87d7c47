import type { DeskList, HeldDelivery, ListedMail, ListedRequest, OpenAction } from '../desk-list.ts';
import type { OutgoingContent, OutgoingMail } from '../delivery.ts';
import type { DigestItem } from '../question.ts';
import { staffByAddress, type StaffMember } from '../staff.ts';
import { heldReason, wordsFor } from '../staff-words.ts';
import type { Firm } from './decision.ts';
import { staffMoment } from '../moment.ts';
import { isBefore } from '../instant.ts';
import { isSamePerson } from './staff/power.ts';
import { toStaff } from './staff/letters.ts';

type Content = Extract<OutgoingContent, { kind: 'digest' }>;

/**
 * What a staff member should know today, each line with a number by which it is worked through in the answer: what is overdue,
 * what is due today, what nobody has taken, what is new, what is held. Everybody sees what is his; leads, managers and admins see
 * what has no owner or is late in their team, and every mail that waits for a person, so that nothing stays held unseen.
 */
export function digestFor(member: StaffMember, list: DeskList, firm: Firm, now: Temporal.Instant): OutgoingMail {
  const items: DigestItem[] = [];
  const lines = numbering(items, firm);
  const concerned = list.requests.filter((request) => concerns(member, request, firm)).toSorted(byDueDate);
  const ours = concerned.filter(({ state }) => state !== 'waiting');
  const endOfDay = now.toZonedDateTimeISO(firm.calendar.timeZone).startOfDay().add({ days: 1 }).toInstant();
  const isMine = ({ owner }: ListedRequest): boolean => owner !== null && isSamePerson(member, owner);
  const content: Content = {
    kind: 'digest',
    isAlarm: false,
    folded: null,
    day: now,
    overdue: lines(ours.filter(({ dueAt }) => dueAt !== null && isBefore(dueAt, now))),
    today: lines(ours.filter(({ dueAt }) => dueAt !== null && isBefore(dueAt, endOfDay))),
    unowned: lines(ours.filter(({ owner }) => owner === null)),
    fresh: lines(ours.filter(({ openedAt }) => isBefore(now.subtract({ hours: 24 }), openedAt))),
    mine: lines(ours.filter(isMine)),
    promises: promiseLines(items, member, list.actions, firm),
    held: [...heldLines(items, member, list.held, firm), ...deliveryLines(items, member, list.deliveries, firm)],
    automatic: leads(member, firm) ? list.automatic : [],
    how: examples(items, member, firm),
  };
  return mailTo(member, content, items, firm, now);
}

/** What came in a storm, in place of a notice each: so many requests, of which these are the most urgent. */
export function foldedFor(
  member: StaffMember,
  { count, requests }: { readonly count: number; readonly requests: readonly ListedRequest[] },
  firm: Firm,
  now: Temporal.Instant,
): OutgoingMail {
  const items: DigestItem[] = [];
  const lines = numbering(items, firm);
  const empty = { overdue: [], today: [], mine: [], promises: [], held: [], automatic: [] };
  // The most urgent of all: else those without an owner would leave no line for the others.
  const named = requests.slice(0, MOST_LINES);
  const unowned = lines(named.filter(({ owner }) => owner === null));
  const fresh = lines(named);
  const how = examples(items, member, firm);
  const content: Content = { kind: 'digest', isAlarm: false, folded: count, day: now, ...empty, unowned, fresh, how };
  return mailTo(member, content, items, firm, now);
}

/** Held mails of which somebody should hear now; null where this person may decide on none of them. */
export function alarmFor(
  member: StaffMember,
  overdue: readonly ListedMail[],
  firm: Firm,
  now: Temporal.Instant,
): OutgoingMail | null {
  const items: DigestItem[] = [];
  const held = heldLines(items, member, overdue, firm);
  const empty = { overdue: [], today: [], unowned: [], fresh: [], mine: [], promises: [], automatic: [] };
  const how = examples(items, member, firm);
  const content: Content = { kind: 'digest', isAlarm: true, folded: null, day: now, ...empty, held, how };
  return held.length === 0 ? null : mailTo(member, content, items, firm, now);
}

/** Nothing to do and nothing to know: such a mail would only teach people not to read it. */
export function isEmpty({ content }: OutgoingMail): boolean {
  if (content.kind !== 'digest') return false;
  const { overdue, today, unowned, fresh, mine, promises, held, automatic } = content;
  return [overdue, today, unowned, fresh, mine, promises, held, automatic].every((section) => section.length === 0);
}

/** A day's mail has at most so many lines; the rest comes up when these are done. */
const MOST_LINES = 60;

function mailTo(
  member: StaffMember,
  content: Content,
  items: readonly DigestItem[],
  firm: Firm,
  now: Temporal.Instant,
): OutgoingMail {
  return { ...toStaff({ firm, now }, member, content), asks: { kind: 'digest', items } };
}

/** Numbers requests on, each in the first section that it belongs to. */
function numbering(
  items: DigestItem[],
  firm: Firm,
): (requests: readonly ListedRequest[]) => Extract<OutgoingContent, { kind: 'digest' }>['overdue'] {
  const seen = new Set<number>();
  return (requests) =>
    requests
      .filter((request) => !seen.has(request.number) && items.length < MOST_LINES)
      .map((request) => {
        seen.add(request.number);
        items.push({ n: items.length + 1, request: request.number });
        return lineOf(request, items.length, firm);
      });
}

function heldLines(items: DigestItem[], member: StaffMember, held: readonly ListedMail[], firm: Firm): Content['held'] {
  return held
    .filter((mail) => mayDecide(member, mail, firm))
    .slice(0, MOST_LINES)
    .map((mail) => {
      items.push({ n: items.length + 1, intake: mail.intake });
      const { from, subject } = mail;
      return { n: items.length, from: from.name || from.address, subject, problem: whyHeld(mail, firm, member) };
    });
}

/** What is the reader's to do; what somebody left undone who is here no more is for those who lead. */
function promiseLines(
  items: DigestItem[],
  member: StaffMember,
  actions: readonly OpenAction[],
  firm: Firm,
): Content['promises'] {
  const isOrphan = (who: string): boolean => leads(member, firm) && staffByAddress(firm.staff, who) === null;
  return actions
    .filter(({ who }) => isSamePerson(member, who) || isOrphan(who))
    .toSorted((a, b) => Temporal.Instant.compare(a.by, b.by))
    .slice(0, MOST_LINES)
    .map(({ action, request, subject, what, by }) => {
      items.push({ n: items.length + 1, action, what, on: request });
      return { n: items.length, number: request, subject, what, due: by };
    });
}

/** Mails of ours that do not leave before a person says so. */
function deliveryLines(
  items: DigestItem[],
  member: StaffMember,
  deliveries: readonly HeldDelivery[],
  firm: Firm,
): Content['held'] {
  if (!leads(member, firm)) return [];
  const words = wordsFor(firm, member);
  return deliveries.slice(0, MOST_LINES).map(({ delivery, to, subject, reasons, request, at }) => {
    items.push({ n: items.length + 1, delivery, to, on: request });
    const since = words.list.since(staffMoment(firm.calendar, at, words.locale));
    return {
      n: items.length,
      from: `→ ${to}`,
      subject: request === null ? subject : `#${request} ${subject}`,
      problem: [reasons[0]?.detail.slice(0, 200), since].filter(Boolean).join('; '),
    };
  });
}

/** Lines as they may be written back, each with a number that stands in this list. */
function examples(items: readonly DigestItem[], member: StaffMember, firm: Firm): string[] {
  const { examples: say } = wordsFor(firm, member).list;
  const [first, ...further] = items.filter((item) => 'request' in item).map(({ n }) => n);
  const held = items.filter((item) => 'intake' in item || 'delivery' in item).map(({ n }) => n);
  const promise = items.find((item) => 'action' in item)?.n;
  const colleague = firm.staff
    .find((one) => one !== member)
    ?.name.split(' ')[0]
    ?.toLowerCase();
  const other = (at: number): number => further[at % Math.max(1, further.length)] ?? first ?? 0;
  return [
    ...(first === undefined ? [] : [`${say.take} ${first}`]),
    ...(first === undefined || colleague === undefined ? [] : [`${say.assign} ${other(0)} ${colleague}`]),
    ...(first === undefined ? [] : [`${say.later} ${other(1)} ${say.day}`, `${say.resolve} ${other(2)}`]),
    ...(promise === undefined ? [] : [`${say.done} ${promise}`]),
    ...(held[0] === undefined ? [] : [`${say.release} ${held[0]}`, `${say.drop} ${held[1] ?? held[0]}`]),
  ];
}

function lineOf(
  { number, subject, client, owner, dueAt }: ListedRequest,
  n: number,
  firm: Firm,
): Content['overdue'][number] {
  const responsible = owner === null ? null : (staffByAddress(firm.staff, owner)?.name ?? owner);
  return { n, number, subject, client: client.name || client.address, owner: responsible, due: dueAt };
}

function concerns(member: StaffMember, { owner, team }: ListedRequest, firm: Firm): boolean {
  if (owner !== null && isSamePerson(member, owner)) return true;
  const isOurs = team === null || team === member.team || !firm.staff.some((one) => one.team === team);
  if (owner === null) return isOurs;
  // What belongs to somebody who is here no more is everybody's.
  const isOrphan = staffByAddress(firm.staff, owner) === null;
  return isOrphan ? isOurs : leads(member, firm) && isOurs;
}

/** Own mails; and every mail that waits, for those who lead, or for all where nobody does. */
function mayDecide(member: StaffMember, { member: owner }: Pick<ListedMail, 'member'>, firm: Firm): boolean {
  return (owner !== null && isSamePerson(member, owner)) || leads(member, firm);
}

function leads(member: StaffMember, firm: Firm): boolean {
  return member.role !== 'agent' || firm.staff.every(({ role }) => role === 'agent');
}

function whyHeld({ reasons, receivedAt, kind }: ListedMail, firm: Firm, member: StaffMember): string {
  const words = wordsFor(firm, member);
  const [first] = reasons;
  const detail = (first && heldReason(words, first)) ?? first?.detail ?? kind;
  const since = words.list.since(staffMoment(firm.calendar, receivedAt, words.locale));
  return `${detail.slice(0, 200)}; ${since}`;
}

function byDueDate(a: ListedRequest, b: ListedRequest): number {
  const at = ({ dueAt }: ListedRequest): number => dueAt?.epochMilliseconds ?? Infinity;
  return at(a) - at(b) || a.number - b.number;
}

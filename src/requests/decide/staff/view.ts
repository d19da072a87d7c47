import type { Commands } from '../../command.ts';
import { momentIn } from '../../moment.ts';
import type { Undoing } from '../../question.ts';
import type { Request } from '../../request.ts';
import type { StaffMember } from '../../staff.ts';
import { languageOf, wordsIn, type Words } from '../../staff-words.ts';
import { headerValue } from '../../message.ts';
import { readWhen, zoneOfWriter, type When } from '../../when.ts';
import type { Decision, Facts, Step } from '../decision.ts';

/** What a command sees: the mail, its writer, and the request as the commands before it left it. */
export type View = {
  readonly facts: Facts;
  readonly member: StaffMember;
  readonly request: Request;
  readonly read: Commands;
  /** In the writer's language. */
  readonly words: Words;
  /** The text below the commands is an answer to the client. */
  readonly answers: boolean;
};

/** What a command does. */
export type Done = {
  readonly changes?: Partial<Request>;
  readonly steps?: readonly Step[];
  /** What follows for other requests. */
  readonly more?: NonNullable<Decision['more']>;
  /** Said back to the writer; '' where there is nothing to say. */
  readonly said: string;
  /** What it did besides, that can be taken back. */
  readonly undo?: Undoing;
  /** Lines that he asked for. */
  readonly help?: readonly string[];
};

export type Problem = { readonly problem: string };

/** The time zone in which the writer of a mail thinks. */
export function zoneOf({ letter, firm }: Facts): string {
  return zoneOfWriter(headerValue(letter.message, 'date'), firm.calendar.timeZone);
}

/** The moment that an argument names, in the writer's time zone; null where it names none. */
export function whenOf(words: string, { facts, member }: Pick<View, 'facts' | 'member'>): When | null {
  return readWhen(words, { now: facts.now, timeZone: zoneOf(facts), language: languageOf(facts.firm, member) });
}

/** A moment as it is said back to its writer. */
export function sayMoment(at: Temporal.Instant, facts: Facts, to: StaffMember): string {
  const { locale } = wordsIn(languageOf(facts.firm, to));
  return momentIn(zoneOf(facts), at, facts.firm.calendar.timeZone, locale);
}

export function event(
  kind: string,
  member: Pick<StaffMember, 'address'>,
  data: Readonly<Record<string, unknown>> = {},
): Extract<Step, { do: 'event' }> {
  return { do: 'event', kind, actor: member.address, reasons: [], data };
}

import { readCommands, type Commands } from '../command.ts';
import { replyWord } from '../command/reply-words.ts';
import type { StaffMember } from '../staff.ts';
import { languageOf } from '../staff-words.ts';
import type { Decision, Facts } from './decision.ts';
import { answerHeld } from './staff/answer-held.ts';
import { answerDesk, asksTheDesk } from './staff/ask-desk.ts';
import { answerReview } from './staff/answer-review.ts';
import { carryOut, staysInside } from './staff/carry-out.ts';
import { forwardOnBehalf } from './staff/forward.ts';
import { hold, holdUnclear } from './staff/hold.ts';
import { answerData, askBeforeData, dataCommand } from './staff/personal-data.ts';
import { powerOf } from './staff/power.ts';
import { addressedOutside, OPENS, start } from './staff/start.ts';
import { surveyedOnce } from './staff/survey.ts';
import { workList } from './staff/work-list.ts';

/**
 * What follows from a staff mail. First its powers: a forged From must not speak for the desk, and a genuine answer
 * must not be held without need. Then the commands at its top; then what remains is the answer to the client, relayed
 * once and built anew: only the new text leaves, never quotes, headers or addresses of staff.
 */
export function decideStaff(facts: Facts): Decision {
  return surveyedOnce(decided(facts));
}

function decided(facts: Facts): Decision {
  const power = powerOf(facts);
  if (power.kind === 'held') return hold(facts, power.member, power.because);
  const { member } = power;
  const { question, releasedBy } = facts.answer;
  if (question?.kind === 'held' && releasedBy === null) {
    const word = replyWord(facts.letter.visibleText);
    if (word !== null) return answerHeld(facts, member, question, word);
  }
  const reviewed = question?.kind === 'review' && releasedBy === null ? answerReview(facts, member, question) : null;
  if (reviewed !== null) return reviewed;
  const agreed = question?.kind === 'data' ? answerData(facts, member, question) : null;
  if (agreed !== null) return agreed;
  const worked = question?.kind === 'digest' && releasedBy === null ? workList(facts, member, question) : null;
  if (worked !== null) return worked;
  const forwarded = facts.request === null ? (facts.letter.forwarded ?? null) : null;
  const read = commandsIn(facts, member, forwarded?.own ?? null);
  if (read.unclear.length > 0 && releasedBy === null) return holdUnclear(facts, member, read.unclear);
  const said = releasedBy === null ? read : withoutMisplaced(read);
  const wish = dataCommand(said);
  if (wish !== null) return askBeforeData(facts, member, wish, said);
  if (asksTheDesk(facts, said)) return answerDesk(facts, member, said);
  if (forwarded !== null) return forwardOnBehalf(facts, member, said, forwarded);
  return about(facts, member, said);
}

/** What stays inside may quote whom it likes; what may leave ends with its writer's own words. */
function commandsIn({ letter, firm }: Facts, member: StaffMember, aboveForwarded: string | null): Commands {
  const read = readCommands(aboveForwarded ?? letter.visibleText, languageOf(firm, member));
  return aboveForwarded !== null || staysInside(read) ? read : readCommands(letter.ownText, languageOf(firm, member));
}

/** An answer about a request, or a mail that begins one. */
function about(facts: Facts, member: StaffMember, read: Commands): Decision {
  const { request } = facts;
  if (read.commands.some(({ name }) => OPENS.has(name))) return start(facts, member, read, null);
  if (request) return carryOut(facts, request, member, read);
  const outside = addressedOutside(facts);
  return outside.length > 0 ? start(facts, member, read, outside) : hold(facts, member, { code: 'no-request' });
}

/** A person sent it on although lines of it were not understood: they are left out. */
function withoutMisplaced(read: Commands): Commands {
  const out = new Set(read.unclear.map((one) => one.line));
  const rest = read.rest
    .split('\n')
    .filter((line) => !out.has(line.trim().slice(0, 200)))
    .join('\n')
    .trim();
  return { ...read, rest };
}

import type { ReplyWord } from '../../command/reply-words.ts';
import type { Question } from '../../question.ts';
import type { StaffMember } from '../../staff.ts';
import { wordsFor } from '../../staff-words.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { confirmation } from './letters.ts';

/** The held mail that this one corrects: it answers the question about it, with commands or in much the same words. */
export function corrected({ answer, letter }: Facts, hasCommands: boolean): readonly Step[] {
  const { question, held, releasedBy } = answer;
  const before = question?.kind === 'held' && releasedBy === null ? held.get(question.intake) : undefined;
  if (!question || before?.waits !== true || !(hasCommands || resembles(letter.visibleText, before.text))) return [];
  return [
    { do: 'answered', question: question.token, answer: 'corrected' },
    { do: 'dismiss', held: before, by: letter.recognition.author?.address ?? '', why: 'corrected' },
  ];
}

/** Most of the words were in the other text too. */
function resembles(text: string, before: string): boolean {
  const words = (of: string): Set<string> => new Set(of.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
  const [now, then] = [words(text), words(before)];
  return now.size > 0 && now.intersection(then).size >= now.size * 0.6;
}

/** `send` or `drop`, said to a mail of the writer that was held. */
export function answerHeld(
  facts: Facts,
  member: StaffMember,
  question: Question & { readonly kind: 'held' },
  word: ReplyWord,
): Decision {
  const words = wordsFor(facts.firm, member);
  const held = facts.answer.held.get(question.intake);
  const settled: Step = { do: 'answered', question: question.token, answer: word };
  const said = (line: string): Step => ({ do: 'mail', mail: confirmation(facts, member, { done: [line] }) });
  const steps: Step[] =
    held?.waits !== true
      ? [said(words.done.decidedAlready)]
      : word === 'send' || word === 'yes'
        ? [settled, { do: 'release', intake: held.intake, by: member.address, answer: null }]
        : [settled, { do: 'dismiss', held, by: member.address, why: 'dropped' }, said(words.done.heldDropped)];
  return {
    disposition: 'staff',
    reasons: [{ code: 'answers-question', detail: `${word}, to the question about a held mail`, source: 'commands' }],
    request: question.request === null ? null : { number: question.request },
    steps,
  };
}

import type { ReplyWord } from '../../command/reply-words.ts';
import type { Question } from '../../question.ts';
import type { StaffMember } from '../../staff.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { confirmation } from './letters.ts';

/** `send` or `drop`, said to a mail of the writer that was held. */
export function answerHeld(
  facts: Facts,
  member: StaffMember,
  question: Question & { readonly kind: 'held' },
  word: ReplyWord,
): Decision {
  const held = facts.answer.held.get(question.intake);
  const settled: Step = { do: 'answered', question: question.token, answer: word };
  const said = (line: string): Step => ({ do: 'mail', mail: confirmation(facts, member, { done: [line] }) });
  const steps: Step[] =
    held?.waits !== true
      ? [said('Nothing: that mail was decided on already.')]
      : word === 'send' || word === 'yes'
        ? [settled, { do: 'release', intake: held.intake, by: member.address }]
        : [
            settled,
            { do: 'dismiss', held, by: member.address },
            said('Your held mail was dropped; nothing of it was sent.'),
          ];
  return {
    disposition: 'staff',
    reasons: [{ code: 'answers-question', detail: `${word}, to the question about a held mail`, source: 'commands' }],
    request: question.request === null ? null : { number: question.request },
    steps,
  };
}

import { foldedName } from '../../command/names.ts';
import type { Question } from '../../question.ts';
import type { StaffMember } from '../../staff.ts';
import type { Decision, Facts } from '../decision.ts';
import { confirmation } from './letters.ts';

/** What says that it was done, folded, in the languages of the desk. */
const DONE: ReadonlySet<string> = new Set([
  ...['reviewed', 'done', 'yes', 'gepruft', 'uberpruft', 'erledigt', 'ja', 'revise', 'revu', 'relu', 'fait', 'oui'],
  ...['revisado', 'hecho', 'si', 'herzien', 'beoordeeld', 'gedaan', 'revisto', 'feito', 'sim', 'rivisto', 'riveduto'],
  ...['fatto', 'sprawdzone', 'sprawdzono', 'przejrzane', 'zrobione', 'tak'],
]);

/**
 * "reviewed", in answer to the reminder (REV-1): the next review is reckoned from that mail, and what stands below the word is
 * kept as what is to change. Null where the answer says something else.
 */
export function answerReview(
  facts: Facts,
  member: StaffMember,
  question: Question & { readonly kind: 'review' },
): Decision | null {
  const [first = '', ...rest] = facts.letter.visibleText.trim().split('\n');
  const word = foldedName(first.replace(/^#/, '')).replaceAll(/[^a-z]+/g, '');
  if (!DONE.has(word)) return null;
  const { policy, version } = question;
  const note = rest.join('\n').trim().slice(0, 2_000);
  const kept = note === '' ? '' : ', with your note';
  return {
    disposition: 'staff',
    reasons: [{ code: 'answers-question', detail: 'the procedure was reviewed', source: 'commands' }],
    request: null,
    steps: [
      { do: 'answered', question: question.token, answer: word },
      { do: 'event', kind: 'reviewed', actor: member.address, reasons: [], data: { policy, version, note } },
      {
        do: 'mail',
        mail: confirmation(facts, member, {
          done: [
            `Recorded: policy ${policy}, version ${version}, was reviewed${kept}. The next review counts from today.`,
          ],
        }),
      },
    ],
  };
}

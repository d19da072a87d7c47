import { canonicalAddress } from '../address.ts';
import type { Feedback, Opinion, Score } from '../feedback.ts';
import type { Request } from '../request.ts';
import { audience } from '../staff.ts';
import type { Facts, Firm, Step } from './decision.ts';
import { toStaff } from './staff/letters.ts';

/**
 * What clients say of our work stands in the log as the event `feedback`, in the procedures' words; negative feedback starts the
 * clock of its own (FBK-1, FBK-2). An answer to a survey counts once, and whoever it disappoints is heard of at once.
 */
export type Vote = {
  readonly score: Score;
  /** What he wrote beside it; '' nothing. */
  readonly comment: string;
  /** What the comment says, by its words. */
  readonly opinion: Opinion;
  readonly by: 'page' | 'reply';
};

const CONTENT = 4;
const DISAPPOINTED = 2;

/** What a mail says of our work by its words; nothing where it says nothing. */
export function opinionSteps({ letter }: Pick<Facts, 'letter'>, author: string): Step[] {
  const { opinion } = letter;
  if (!opinion || opinion.feedback === null) return [];
  const { feedback, sentiment, reasons } = opinion;
  const negative = sentiment === 'negative';
  return [
    { do: 'event', kind: 'feedback', actor: author, reasons, data: { feedback, negative, score: null, by: 'mail' } },
  ];
}

/** What follows from an answer to a survey. */
export function voteSteps(
  { firm, now }: { readonly firm: Pick<Firm, 'staff' | 'locale'>; readonly now: Temporal.Instant },
  request: Request,
  question: string,
  vote: Vote,
): Step[] {
  const { score, comment, by, opinion } = vote;
  const negative = score <= DISAPPOINTED || opinion.sentiment === 'negative';
  const data = { feedback: kindOf(vote), negative, score, by, comment: comment.slice(0, 5_000) };
  const reasons = [{ code: 'survey', detail: `${score} of 5, by ${by}`, source: 'survey' }, ...opinion.reasons];
  const isForStaff = negative || comment !== '';
  return [
    { do: 'answered', question, answer: String(score) },
    { do: 'event', kind: 'feedback', actor: canonicalAddress(request.client.address), reasons, data },
    ...(isForStaff && by === 'page' ? tell({ firm, now }, request, vote) : []),
  ];
}

function kindOf({ score, opinion }: Vote): Feedback {
  return opinion.feedback ?? (score >= CONTENT ? 'positive' : 'constructive');
}

/** What came by mail is shown as the mail that it is; what was clicked has no other way to be seen. */
function tell(
  { firm, now }: { readonly firm: Pick<Firm, 'staff' | 'locale'>; readonly now: Temporal.Instant },
  request: Request,
  { score, comment }: Vote,
): Step[] {
  return audience(firm.staff, request).map((member) => ({
    do: 'mail',
    mail: toStaff({ firm, now }, member, {
      kind: 'notification',
      author: request.client,
      text: comment,
      folded: '',
      notice: `The client rates our work ${score} of 5.`,
      changes: [],
      attachments: [],
    }),
  }));
}

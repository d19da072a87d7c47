import type { Feedback, Opinion, Score, Sentiment } from '../requests/feedback.ts';
import { firstPhrase, fold } from '../requests/words.ts';
import { FEEDBACK_WORDS } from './feedback-words.ts';

/**
 * Sorts what a client wrote now (no quoted history) into the procedure's four kinds of feedback (C §4.4). Criticism that presses or
 * threatens is urgent, other criticism constructive, an idea without criticism a suggestion, praise alone positive. Null for
 * an ordinary request, however urgent: its urgency is the policy's to judge.
 */
export function readOpinion(subject: string, text: string): Opinion {
  const folded = fold(`${subject}\n${text}`);
  const says = (kind: keyof typeof FEEDBACK_WORDS): string | null => firstPhrase(folded, FEEDBACK_WORDS[kind]);
  const complaint = says('complaint');
  const threat = says('threat');
  const criticism = complaint ?? threat;
  if (criticism !== null) {
    const pressing = (complaint === null ? null : threat) ?? says('pressing');
    const isUrgent = threat !== null || pressing !== null;
    return opinion(isUrgent ? 'urgent' : 'constructive', 'negative', criticism, pressing);
  }
  const praise = says('praise');
  const idea = says('idea');
  if (idea !== null) return opinion('suggestion', praise === null ? 'neutral' : 'positive', idea, praise);
  if (praise !== null) return opinion('positive', 'positive', praise);
  return { feedback: null, sentiment: 'neutral', reasons: [] };
}

function opinion(feedback: Feedback, sentiment: Sentiment, ...phrases: readonly (string | null)[]): Opinion {
  const reasons = phrases
    .filter((phrase) => phrase !== null)
    .map((phrase) => ({ code: `feedback-${feedback}`, detail: `says "${phrase}"`, source: 'procedure C §4.4' }));
  return { feedback, sentiment, reasons };
}

/** A survey's answer by mail: a number from 1 to 5, a mark of stars, or one word; null where it is more than that. */
export function readScore(text: string): Score | null {
  const first = text.trim().split('\n')[0]?.trim().slice(0, 60).toLowerCase() ?? '';
  const digit =
    /^(?:score|note|nota|rating|bewertung)?[\s:]*([1-5])(?:\s*(?:\/|of|von|out of|sur|de|av|van)\s*5)?[\s.!*★⭐]*$/.exec(
      first,
    )?.[1];
  if (digit !== undefined) return Number(digit) as Score;
  const stars = /^[★⭐*]{1,5}$/u.exec(first.replaceAll('\ufe0f', ''))?.[0];
  if (stars !== undefined) return [...new Intl.Segmenter().segment(stars)].length as Score;
  const word = fold(first.replace(/👍|😀|😃|😊|🙂/gu, 'good').replace(/👎|😞|😠|🙁|😡/gu, 'bad')).text.trim();
  return SCORES[word] ?? null;
}

const SCORES: Readonly<Record<string, Score>> = {
  ...words(
    5,
    'excellent perfect great super amazing ausgezeichnet perfekt parfait excelente perfecto perfetto perfeito uitstekend doskonale utmarkt',
  ),
  ...words(
    4,
    'good fine happy satisfied gut zufrieden bien bon bueno satisfait satisfecho bene buono bom bem goed tevreden dobrze bra god hyva',
  ),
  ...words(3, 'ok okay fair average mittel moyen regular medio razoavel cosi_cosi matig srednio sadar'),
  ...words(2, 'poor unhappy meh mangelhaft unzufrieden mauvais mal malo male scarso mau slecht zle dalig darlig'),
  ...words(
    1,
    'bad terrible awful horrible worst schlecht katastrophal terrible pesimo pessimo horrivel vreselijk fatalnie',
  ),
};

function words(score: Score, list: string): Record<string, Score> {
  return Object.fromEntries(list.split(' ').map((word) => [word.replaceAll('_', ' '), score]));
}

import type { Reason } from './reason.ts';

/** What a client's opinion is, in the procedures' words: praise, criticism, an urgent complaint, an idea. */
export type Feedback = 'positive' | 'constructive' | 'urgent' | 'suggestion';

/** How a mail sounds, whatever it asks for. */
export type Sentiment = 'positive' | 'neutral' | 'negative';

/** What a client says of us, in his mail or in answer to a survey. */
export type Opinion = {
  readonly feedback: Feedback | null;
  readonly sentiment: Sentiment;
  readonly reasons: readonly Reason[];
};

/** How content a client is, from 1 to 5. */
export type Score = 1 | 2 | 3 | 4 | 5;

/** What a client's opinion is, in the procedures' words: praise, criticism, an urgent complaint, an idea. */
export type Feedback = 'positive' | 'constructive' | 'urgent' | 'suggestion';

/** How a mail sounds, whatever it asks for. */
export type Sentiment = 'positive' | 'neutral' | 'negative';

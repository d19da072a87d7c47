import { headerValue, type Message } from '../requests/message.ts';
import { fold } from './fold.ts';

/**
 * Whether a mail has the form of an answer. Automatic answers refer to a mail; programs that do not, leave the reverse-path empty
 * (RFC 3834 §3.1.5, §3.3).
 */
export function hasReplyForm(message: Message): boolean {
  return (
    message.inReplyTo.length > 0 ||
    message.references.length > 0 ||
    /^<\s*>/.test(headerValue(message, 'return-path')?.trim() ?? '') ||
    /^(?:re|aw|sv|vs|odp|antw|rif|res|ynt|va|ref|回复|答复|回覆) ?(?:\[\d+\])? ?[:：]/.test(
      fold(message.subject.slice(0, 40)),
    )
  );
}

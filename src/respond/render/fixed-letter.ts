import type { Plain } from './plain-data.ts';

/**
 * The last step of the ladder: words that need no template. Whatever must reach the reader (an answer, a message) is in it.
 */
export function fixedLetter(name: string, data: Plain): { subject: string; html: null; text: string } {
  const number = wordsAt(data, 'request', 'number');
  const subject = wordsAt(data, 'request', 'subject').replaceAll(/\s+/g, ' ').slice(0, 200).trim();
  const reference = number === '' ? '' : `[#${number}]`;
  const bodies = [wordsAt(data, 'body', 'text'), wordsAt(data, 'message', 'text'), wordsAt(data, 'message', 'folded')];
  const lines = [
    ...bodies,
    wordsAt(data, 'escalation', 'reason'),
    wordsAt(data, 'incident', 'title'),
    wordsAt(data, 'bounce', 'recipient'),
    wordsAt(data, 'bounce', 'reason'),
    name.startsWith('acknowledgement') ? ACKNOWLEDGED : '',
    promised(data),
    reference === '' ? '' : `Reference: #${number}`,
    wordsAt(data, 'company', 'name'),
  ].filter((line) => line !== '');
  return {
    subject: `${subject === '' ? 'Your message' : `Re: ${subject}`} ${reference}`.trim().toWellFormed(),
    html: null,
    text: `${lines.join('\n\n')}\n`,
  };
}

const ACKNOWLEDGED = 'Thank you for your message. It has arrived safely, and one of us will read it.';

function promised(data: Plain): string {
  const by = wordsAt(data, 'promise', 'by');
  return by === '' ? '' : `You will hear from us by ${by}.`;
}

function wordsAt(data: Plain, object: string, field: string): string {
  const value = data[object];
  if (typeof value !== 'object' || Array.isArray(value)) return '';
  const words = (value as Plain)[field];
  return typeof words === 'string' || typeof words === 'number' ? String(words) : '';
}

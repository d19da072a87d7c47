import { htmlToText } from './html-to-text.ts';

/** A part as decoded text. */
export type TextPart = { readonly type: 'text/plain' | 'text/html'; readonly text: string };

/** The body as one text: the plain parts in order, HTML where it stands alone or where the plain part says nothing. */
export function composeText(plain: readonly TextPart[], html: readonly TextPart[]): string {
  const text = joined(plain);
  if (text.trim() === '') return joined(html);
  const size = html.reduce((sum, part) => sum + part.text.length, 0);
  if (plain.some((part) => part.type === 'text/html') || text.length > MAX_STUB || size < text.length * 5) return text;
  const rich = joined(html);
  return isStub(text, rich) ? rich : text;
}

/** A plain part that only says that there is HTML, as newsletters have it, is short. */
const MAX_STUB = 600;

/** A stub says nothing of what the HTML says; the plain part of a person's mail says the same in the same words. */
function isStub(text: string, rich: string): boolean {
  if (rich.length < text.length * 3) return false;
  const said = words(text);
  const known = new Set(words(rich));
  const shared = said.filter((word) => known.has(word)).length;
  return shared < said.length * 0.7;
}

function words(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/\bhttps?:\S+/g, ' ')
      .match(/\p{L}{3,}/gu) ?? []
  );
}

function joined(parts: readonly TextPart[]): string {
  return parts
    .map(({ type, text }) => (type === 'text/html' ? htmlToText(text) : text))
    .filter((text) => text.trim() !== '')
    .join('\n');
}

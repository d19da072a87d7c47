import type { Part } from './structure.ts';

/** Which parts are shown as the mail's text, which as its HTML, and which are attached. */
export type Bodies = {
  readonly text: readonly Part[];
  readonly html: readonly Part[];
  readonly attached: readonly Attached[];
};

/** `within`: the type of the multipart around it. `related`: belongs to another part, as a picture to its HTML. */
export type Attached = { readonly part: Part; readonly within: string; readonly related: boolean };

/**
 * Chooses the bodies of a mail as JMAP does (RFC 8621 §4.1.4): parts in their order, alternatives one of each kind, and
 * text parts attached where they have a name and do not come first.
 */
export function chooseBodies(root: Part): Bodies {
  const text: Part[] = [];
  const html: Part[] = [];
  const attached: Attached[] = [];
  walk([root], { type: 'multipart/mixed', alternative: false, related: false }, { text, html }, attached);
  return { text, html, attached };
}

type Around = { readonly type: string; readonly alternative: boolean; readonly related: boolean };
type Lists = { readonly text: Part[] | null; readonly html: Part[] | null };

function walk(parts: readonly Part[], around: Around, lists: Lists, attached: Attached[]): void {
  const before = { text: lists.text?.length ?? -1, html: lists.html?.length ?? -1 };
  let { text, html } = lists;
  for (const [index, part] of parts.entries()) {
    const { type } = part.media;
    if (part.children.length > 0) {
      walk(part.children, inside(type, around), { text, html }, attached);
    } else if (!isBody(part, index, around.type)) {
      attached.push({ part, within: around.type, related: around.related });
    } else if (around.type === 'multipart/alternative') {
      if (bodyType(part) === 'text/plain') text?.push(part);
      else html?.push(part);
    } else {
      if (around.alternative && bodyType(part) === 'text/plain') html = null;
      if (around.alternative && bodyType(part) === 'text/html') text = null;
      text?.push(part);
      html?.push(part);
    }
  }
  if (around.type !== 'multipart/alternative' || !text || !html) return;
  if (text.length === before.text) text.push(...html.slice(before.html));
  else if (html.length === before.html) html.push(...text.slice(before.text));
}

function inside(type: string, around: Around): Around {
  return {
    type,
    alternative: around.alternative || type === 'multipart/alternative',
    related: around.related || type === 'multipart/related',
  };
}

/** A multipart without parts shows what it holds as plain text. */
export function bodyType(part: Part): string {
  return part.media.type.startsWith('multipart/') ? 'text/plain' : part.media.type;
}

function isBody(part: Part, index: number, around: string): boolean {
  const type = bodyType(part);
  if (type !== 'text/plain' && type !== 'text/html') return false;
  if (part.disposition !== null && part.disposition.type !== 'inline' && part.disposition.type !== '') return false;
  return index === 0 || (around !== 'multipart/related' && nameOf(part) === '');
}

/** The name that a part gives itself, as it came. */
export function nameOf(part: Part): string {
  const names = [part.disposition?.params['filename'], part.media.params['name'], part.disposition?.params['name']];
  return names.find((name) => name !== undefined && name.trim() !== '') ?? '';
}

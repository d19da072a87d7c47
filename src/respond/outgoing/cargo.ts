import { withoutInside } from '../../requests/decide/staff/inside.ts';
import type { OutgoingMail } from '../../requests/delivery.ts';
import { maskNumbers } from '../../requests/mask.ts';
import type { StaffMember } from '../../requests/staff.ts';
import type { OutgoingAttachment } from '../mime.ts';
import type { SafeHtml } from '../safe-html.ts';
import { clientHtmlForStaff, staffHtmlForClients } from '../sanitise-html.ts';
import { visibleHtml } from './visible-html.ts';

/** What a mail lends to the one that passes it on. */
export type Cargo = {
  /** As its writer's program made it. */
  readonly html: string | null;
  readonly files: readonly (OutgoingAttachment & { readonly inline: boolean })[];
  /** Names of files that are too large to travel. */
  readonly leftOut: readonly string[];
};

/** The looks and the files of a mail that is passed on. */
export type Carried = {
  readonly html: SafeHtml | null;
  readonly attachments: readonly OutgoingAttachment[];
  readonly leftOut: readonly string[];
};

export const NOTHING_CARRIED: Carried = { html: null, attachments: [], leftOut: [] };

/** Smaller pictures that nobody refers to are ornaments of a signature. */
const ORNAMENT = 20_000;

/** Makes the cargo of a mail fit for its reader: cleaned, cut to what was said, without what is meant for inside only. */
export function carry(
  carries: NonNullable<OutgoingMail['carries']>,
  cargo: Cargo,
  desk: { readonly staff: readonly StaffMember[]; readonly mailbox: string },
): Carried {
  const pictures = new Set(cargo.files.flatMap((file) => file.contentId ?? []));
  const isStaff = carries.from === 'staff';
  const safe = !hasLooks(cargo.html)
    ? null
    : (isStaff ? staffHtmlForClients : clientHtmlForStaff)(cargo.html, { pictures });
  const shown = safe && visibleHtml(safe, carries.visible, carries.text);
  const inside = { staff: desk.staff, ownAddresses: new Set([desk.mailbox]) };
  const html = shown && ((isStaff ? withoutInside(shown, inside, desk.mailbox) : maskNumbers(shown)) as SafeHtml);
  const used = new Set([...(html ?? '').matchAll(/\bsrc="cid:([^"]+)"/g)].map((match) => match[1] ?? ''));
  const attachments = cargo.files
    .filter((file) => !isStaff || (isForClients(file, html !== null, used) && !holdsToken(file)))
    .map(({ filename, contentType, content, contentId }) => ({
      filename,
      contentType,
      content,
      contentId: used.has(contentId ?? '') ? (contentId ?? null) : null,
    }));
  return { html, attachments, leftOut: cargo.leftOut };
}

/** What a reader would miss in the text alone. */
const LOOKS =
  /<(?:a|b|strong|i|em|u|s|del|ins|ul|ol|table|img|h[1-6]|blockquote|pre|code|hr|su[bp]|small)\b|font-(?:weight|style)|text-(?:decoration|align)|\bdir=/i;

/** Cleaning costs 2 ms for 25 kB of HTML, and many programs write HTML for mere paragraphs: those are shown by their text. */
function hasLooks(html: string | null): html is string {
  return html !== null && LOOKS.test(html);
}

/** The picture of a signature that was cut off stays behind; what was written about goes along. */
function isForClients(file: Cargo['files'][number], hasHtml: boolean, used: ReadonlySet<string>): boolean {
  const contentId = file.contentId ?? null;
  if (contentId === null || !file.inline || used.has(contentId)) return true;
  return !hasHtml && file.content.length >= ORNAMENT;
}

/** A notice of ours that a mail program attached to the answer bears the token of its reader. */
function holdsToken({ contentType, content }: OutgoingAttachment): boolean {
  return (
    contentType === 'message/rfc822' &&
    /\+\d{1,9}s[a-z2-7]{16}@|^x-replydesk:/im.test(content.toString('latin1', 0, 2_000_000))
  );
}

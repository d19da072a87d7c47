import type { Message } from '../../requests/message.ts';
import { attachmentOf, isTnef, unpacked } from './attachments.ts';
import { type Bodies, bodyType, chooseBodies } from './bodies.ts';
import { composeText, type TextPart } from './body-text.ts';
import { readCalendar } from './calendar.ts';
import { decodeText } from './charset.ts';
import { cleanText } from './clean-text.ts';
import { unflow } from './flowed.ts';
import { htmlToText } from './html-to-text.ts';
import { type Cuts, LIMITS } from './limits.ts';
import { headerOfMail, REPORT_TYPES, returnedMail } from './reports.ts';
import type { Part } from './structure.ts';
import { readTnef, type Tnef } from './tnef.ts';
import { decodeTransfer, encodedBody } from './transfer.ts';
import { takeUuFiles, type UuFile } from './uuencode.ts';

/** What stands below the header of a mail. */
export type Contents = Pick<Message, 'text' | 'html' | 'attachments' | 'reports' | 'original' | 'calendarMethod'>;

/** Reads the bodies, attachments and reports of a mail. Only what is shown or judged is decoded; files are measured. */
export async function readContents(raw: Buffer, root: Part, hints: readonly string[], cuts: Cuts): Promise<Contents> {
  const bodies = chooseBodies(root);
  const files = bodies.attached.map(({ part }) => part);
  const returned = returnedMail(files);
  const octets = await decoded(raw, bodies, returned, cuts);
  const say = (part: Part): string => textOf(part, octets.get(part) ?? NOTHING, hints, cuts);

  const packed = files.filter(isTnef).flatMap((part) => readTnef(octets.get(part) ?? NOTHING) ?? []);
  const calendars = files
    .filter(({ media }) => media.type === 'text/calendar')
    .map((part) => readCalendar(say(part), part.media.params['method']));
  const others = files.filter((part) => isOtherText(part));
  const { text, uuFiles, html } = shown(bodies, say);
  const method = calendars.find((calendar) => calendar.method !== null)?.method ?? null;
  return {
    text:
      text.trim() === ''
        ? instead(packed, [
            ...calendars.map((each) => each.text),
            ...others.map((part) => withoutMarkup(part, say(part))),
          ])
        : text,
    html: html ?? packed.find((tnef) => tnef.html !== null)?.html ?? null,
    attachments: [
      ...bodies.attached.map((attached) => attachmentOf(raw, attached)),
      ...packed.flatMap((tnef) =>
        tnef.files.map(({ filename, contentType, size }) => unpacked(filename, contentType, size)),
      ),
      ...uuFiles.map(({ filename, content }) => unpacked(filename, 'application/octet-stream', content.length)),
    ],
    reports: files.flatMap((part) => {
      const type = REPORT_TYPES.get(part.media.type);
      return type === undefined ? [] : [{ type, text: say(part) }];
    }),
    original: returned && headerOfMail(octets.get(returned) ?? NOTHING),
    ...(method === null ? {} : { calendarMethod: method }),
  };
}

const NOTHING = Buffer.alloc(0);

/** How many octets of an attached part are read; parts that are not named here are only measured. */
function limitOf(part: Part): number {
  if (isTnef(part)) return LIMITS.mail;
  if (REPORT_TYPES.has(part.media.type) || part.media.type === 'text/calendar' || isOtherText(part))
    return LIMITS.report;
  return 0;
}

/** The content of every part that is read, without its transfer encoding and within its limit. */
async function decoded(raw: Buffer, bodies: Bodies, returned: Part | null, cuts: Cuts): Promise<Map<Part, Buffer>> {
  const limits = limitsOf(bodies, returned);
  const parts = [...limits.keys()];
  const contents = await decodeTransfer(parts.map((part) => encodedBody(raw, part, (limits.get(part) ?? 0) + 1)));
  return new Map(
    parts.map((part, at) => {
      const [content, limit] = [contents[at] ?? NOTHING, limits.get(part) ?? 0];
      if (content.length > limit && part !== returned)
        cuts.note('text-cut', `the mail's text holds more than ${LIMITS.text} octets`);
      return [part, content.subarray(0, limit)];
    }),
  );
}

/** All bodies of a mail share one limit; a report and the header of a returned mail have their own. */
function limitsOf({ text, html, attached }: Bodies, returned: Part | null): Map<Part, number> {
  const limits = new Map<Part, number>();
  for (const { part } of attached) if (limitOf(part) > 0) limits.set(part, limitOf(part));
  if (returned) limits.set(returned, LIMITS.header);
  let room: number = LIMITS.text;
  for (const part of new Set([...text, ...html])) {
    limits.set(part, room);
    room = Math.max(0, room - (part.bodyEnd - part.bodyStart));
  }
  return limits;
}

/** A part as text: charset declared, else named in the HTML, else detected. */
function textOf(part: Part, octets: Buffer, hints: readonly string[], cuts: Cuts): string {
  const declared = part.media.params['charset'] ?? (bodyType(part) === 'text/html' ? metaCharset(octets) : null);
  const { text, guessed } = decodeText(octets, declared, hints);
  if (guessed !== null)
    cuts.note('charset-guessed', `${declared ?? 'no charset'} read as ${guessed}`, 'RFC 2046 §4.1.2');
  return cleanText(text);
}

function metaCharset(octets: Buffer): string | null {
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(octets.toString('latin1', 0, 2048))?.[1] ?? null;
}

/** The mail's text and HTML, and the files that stood uuencoded in the text. */
function shown(bodies: Bodies, say: (part: Part) => string): { text: string; html: string | null; uuFiles: UuFile[] } {
  const uuFiles: UuFile[] = [];
  const read = new Map<Part, TextPart>();
  for (const part of new Set([...bodies.text, ...bodies.html])) {
    if (bodyType(part) === 'text/html') read.set(part, { type: 'text/html', text: say(part) });
    else {
      const { text, files } = takeUuFiles(say(part));
      uuFiles.push(...files);
      read.set(part, { type: 'text/plain', text: isFlowed(part) ? unflow(text, isYes(part, 'delsp')) : text });
    }
  }
  const of = (parts: readonly Part[]): TextPart[] => parts.flatMap((part) => read.get(part) ?? []);
  const html = of(bodies.html).filter(({ type }) => type === 'text/html');
  return {
    text: composeText(of(bodies.text), of(bodies.html)),
    html: html.length === 0 ? null : html.map(({ text }) => text).join('\n<br>\n'),
    uuFiles,
  };
}

function isFlowed(part: Part): boolean {
  return part.media.params['format']?.toLowerCase() === 'flowed';
}

function isYes(part: Part, parameter: string): boolean {
  return part.media.params[parameter]?.toLowerCase() === 'yes';
}

/** A mail without a body of its own still says something: what Outlook packed, an invitation, text of another kind. */
function instead(packed: readonly Tnef[], others: readonly string[]): string {
  const texts = [
    ...packed.map(({ text }) => text ?? ''),
    ...packed.map(({ html }) => htmlToText((html ?? '').slice(0, LIMITS.text))),
    ...others,
  ];
  return texts.find((text) => text.trim() !== '') ?? '';
}

/** RFC 1896: commands in angle brackets, `<<` for a bracket itself. */
function withoutMarkup(part: Part, text: string): string {
  if (!/^text\/(?:enriched|richtext)$/.test(part.media.type)) return text;
  return text.replace(/<<|<\/?[A-Za-z-]{1,60}>/g, (command) => (command === '<<' ? '<' : ''));
}

const OTHER_TEXT = /^text\/(?:enriched|richtext|markdown|x-(?!amp-html|vcard|vcalendar))/;

/** RFC 2046 §4.1.4: text of an unknown subtype is shown as plain text, unless it is a file or a record. */
function isOtherText(part: Part): boolean {
  return OTHER_TEXT.test(part.media.type) && part.disposition?.type !== 'attachment';
}

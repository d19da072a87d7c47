import type { Header } from '../../requests/message.ts';
import { decodeOctets } from './charset.ts';
import { type Field, headerStart, readHeaderBlock } from './header-block.ts';
import type { Part } from './structure.ts';

/** Report parts that machines read (RFC 3464, 6522, 6533, 8098, 5965), each by the name under which it is read. */
export const REPORT_TYPES: ReadonlyMap<string, string> = new Map(
  [
    'message/delivery-status',
    'message/global-delivery-status',
    'message/disposition-notification',
    'message/global-disposition-notification',
    'message/feedback-report',
  ].flatMap((type) => [
    [type, type],
    // Written by servers that were not sure of the standard.
    [type.replace('/', '/x-'), type],
    [type.replace('/', '/x'), type],
  ]),
);

/** Parts that hold another mail or only its header; `message/rfc822-headers` and the like are what servers invent. */
export const MAIL_TYPES: ReadonlySet<string> = new Set([
  'message/rfc822',
  'message/global',
  'message/news',
  'message/rfc822-headers',
  'message/global-headers',
  'text/rfc822-headers',
  'text/rfc822-header',
  'text/rfc822',
]);

/** The header of an attached mail, given the octets of its part. */
export function headerOfMail(octets: Buffer): Header[] {
  return readHeaders(readHeaderBlock(octets, headerStart(octets)).fields, []);
}

/** Fields as the rest of the desk reads them: unfolded, encoded words left as they came, 8-bit text decoded. */
export function readHeaders(fields: readonly Field[], hints: readonly string[]): Header[] {
  return fields.map(({ name, octets }) => ({ name, value: clean(decodeOctets(octets, hints)) }));
}

function clean(value: string): string {
  return /[\x00-\x08\x0a-\x1f\x7f]/.test(value) ? value.replace(/[\x00-\x08\x0a-\x1f\x7f]/g, '') : value;
}

/** The mail that a report returns stands behind the report; without one the first attached mail counts. */
export function returnedMail(parts: readonly Part[]): Part | null {
  const report = parts.findIndex(({ media }) => REPORT_TYPES.has(media.type));
  const behind = parts.slice(report + 1).find(({ media }) => MAIL_TYPES.has(media.type));
  return behind ?? parts.find(({ media }) => MAIL_TYPES.has(media.type)) ?? null;
}

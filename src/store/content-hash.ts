import { createHash } from 'node:crypto';

/** The name under which octets are kept. */
export function sha256(octets: Buffer | string): string {
  return createHash('sha256').update(octets).digest('hex');
}

const TRACE_HEADER =
  /^(?:received|return-path|delivered-to|x-original-to|envelope-to|x-envelope-to|x-uid|x-uidl|status|x-status|x-keywords|authentication-results|arc-[a-z-]+|x-spam-[a-z-]+):/i;

/** Hash of a mail without the header fields that its last servers add, so that a second copy is known as one. */
export function contentSha256(octets: Buffer): string {
  const end = headerEnd(octets);
  let tracing = false;
  let kept = '';
  for (const line of octets.toString('latin1', 0, end).split(/\r?\n/)) {
    if (!/^[ \t]/.test(line)) tracing = TRACE_HEADER.test(line);
    if (!tracing) kept += `${line}\n`;
  }
  return createHash('sha256').update(kept, 'latin1').update(octets.subarray(end)).digest('hex');
}

function headerEnd(octets: Buffer): number {
  const crlf = octets.indexOf('\r\n\r\n');
  const lf = octets.indexOf('\n\n');
  const ends = [crlf, lf].filter((index) => index >= 0);
  return ends.length === 0 ? octets.length : Math.min(...ends);
}

import { createReadStream } from 'node:fs';

/** Of a longer mail no more is kept; the parser cuts before that and says so. */
const MOST = 26 * 1024 * 1024;
/** `From ann@example.org Mon Feb  2 10:00:00 2026`: the line that parts mails (RFC 4155). */
const FROM_LINE = /^From \S.{0,200}\b\d{1,2}:\d{2}(?::\d{2})?\b.{0,40}\b\d{4}\b/;

/** Whether a file of these first octets is an mbox file and not one mail. */
export function isMbox(beginning: string): boolean {
  return FROM_LINE.test(beginning);
}

/** The mails of an mbox file, one at a time, so that it may be of any size. */
export async function* mboxMails(file: string): AsyncGenerator<Buffer> {
  let lines: Buffer[] = [];
  let size = 0;
  let afterBlank = true;
  for await (const line of linesOf(file)) {
    if (afterBlank && FROM_LINE.test(line.toString('latin1', 0, 300)) && lines.length > 0) {
      yield withoutFromLine(lines);
      [lines, size] = [[], 0];
    }
    afterBlank = /^\r?\n?$/.test(line.toString('latin1', 0, 3));
    size += line.length;
    if (size <= MOST) lines.push(line);
  }
  if (lines.length > 0) yield withoutFromLine(lines);
}

/** The separator is no part of the mail, nor is the quote mark before lines that look like one (mboxrd). */
function withoutFromLine(lines: readonly Buffer[]): Buffer {
  const mail = FROM_LINE.test(lines[0]?.toString('latin1', 0, 300) ?? '') ? lines.slice(1) : lines;
  return Buffer.concat(mail.map((line) => (/^>+From /.test(line.toString('latin1', 0, 50)) ? line.subarray(1) : line)));
}

/** Lines with their ends; a line longer than what the stream gives at once comes in pieces. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let from = 0;
    for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a, from)) {
      yield data.subarray(from, end + 1);
      from = end + 1;
    }
    rest = data.subarray(from);
    if (rest.length < chunk.length) continue;
    yield rest;
    rest = Buffer.alloc(0);
  }
  if (rest.length > 0) yield rest;
}

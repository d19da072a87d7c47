/** A file that stood in a text between `begin` and `end`. */
export type UuFile = { readonly filename: string; readonly content: Buffer };

const BEGIN = /^begin [0-7]{3,4} ([^\r\n]{1,200})$/;
const MAX_FILES = 50;

/**
 * Takes uuencoded files out of a text (older than MIME, and still sent by scanners and cron jobs). A `begin` without
 * a data line and an `end` is what somebody wrote, and stays.
 */
export function takeUuFiles(text: string): { text: string; files: UuFile[] } {
  if (!/^begin [0-7]{3}/m.test(text)) return { text, files: [] };
  const lines = text.split('\n');
  const kept: string[] = [];
  const files: UuFile[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const name = files.length < MAX_FILES ? BEGIN.exec(line.trimEnd())?.[1] : undefined;
    const end = name === undefined ? -1 : endOfFile(lines, at + 1);
    if (name === undefined || end < 0) kept.push(line);
    else {
      files.push({ filename: name.trim(), content: decodeLines(lines.slice(at + 1, end)) });
      at = end;
    }
  }
  return { text: kept.join('\n'), files };
}

/** Index of the `end` line behind data lines that begin at `from`; -1 where another line comes first. */
function endOfFile(lines: readonly string[], from: number): number {
  for (let at = from; at < lines.length; at++) {
    const line = (lines[at] ?? '').trimEnd();
    if (line === 'end') return at > from ? at : -1;
    if (!isData(line)) return -1;
  }
  return -1;
}

/** The first character tells the octets, four characters hold three; trailing blanks may have been lost on the way. */
function isData(line: string): boolean {
  if (line === '' || line === '`') return true;
  return line.length <= 1 + Math.ceil(octetsOf(line) / 3) * 4 + 2 && /^[\x20-\x60]+$/.test(line);
}

function decodeLines(lines: readonly string[]): Buffer {
  const out = Buffer.alloc(lines.reduce((size, line) => size + octetsOf(line), 0) + 2);
  let at = 0;
  for (const line of lines) {
    const octets = octetsOf(line);
    for (let group = 0; group * 3 < octets; group++)
      out.writeUIntBE(threeOctets(line, 1 + group * 4), at + group * 3, 3);
    at += octets;
  }
  return out.subarray(0, at);
}

/** How many octets a data line says that it holds. */
function octetsOf(line: string): number {
  return line === '' ? 0 : (line.charCodeAt(0) - 32) & 63;
}

function threeOctets(line: string, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) value = (value << 6) | (((line.charCodeAt(i) || 32) - 32) & 63);
  return value;
}

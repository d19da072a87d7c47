import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Checks the exported record of a request: that no line of `record.jsonl` was changed, left out, added or moved, that the mails
 * it names lie beside it byte for byte, and that the other files are as they were exported. Each line carries the hash of the
 * line before and of what it says, as the database made them when it was written. This file needs nothing but Node, for a copy
 * of it goes into every exported folder.
 */
export type Verified = {
  readonly lines: number;
  readonly mails: number;
  readonly erased: number;
  readonly problems: readonly string[];
};

type Head = {
  readonly request: number;
  readonly lines: number;
  readonly hash: string;
  /** Mails that were deleted when their time of keeping was over. */
  readonly forgotten: readonly string[];
  readonly files: Readonly<Record<string, string>>;
};

type Line = { readonly text: string; readonly hash: string; readonly previous: string; readonly event: LoggedLine };

type LoggedLine = {
  readonly request: number;
  readonly line: number;
  readonly kind: string;
  readonly mail: string | null;
  readonly data: Readonly<Record<string, unknown>>;
};

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Verifies a folder. `head`: the hash of the last line, as it was noted elsewhere when the record was exported. */
export async function verifyRecord(folder: string, head: string | null = null): Promise<Verified> {
  const problems: string[] = [];
  const note = await readHead(folder);
  if (note === null) return { lines: 0, mails: 0, erased: 0, problems: ['head.json is missing or cannot be read'] };
  const written = await readFile(join(folder, 'record.jsonl'), 'utf8').catch(() => '');
  const lines = written
    .split('\n')
    .filter((line) => line !== '')
    .map(readLine);
  const read = lines.filter((line) => line !== null);
  for (const [index, line] of lines.entries()) if (line === null) problems.push(`line ${index + 1} cannot be read`);
  const tombs = tombstones(read);
  let previous = '';
  let erased = 0;
  for (const [index, line] of read.entries()) {
    const at = `line ${index + 1}`;
    const { event } = line;
    if (event.line !== index + 1)
      problems.push(`${at} was written as line ${event.line}: a line is missing or was moved`);
    if (event.request !== note.request) problems.push(`${at} is of request ${event.request}`);
    if (line.previous !== previous) problems.push(`${at} does not follow the line before it`);
    previous = line.hash;
    if (sha256(`${line.previous}\n${line.text}`) === line.hash) continue;
    // Erased on the wish of a person: a later line says so and keeps its hash.
    if (tombs.get(event.line) === line.hash) erased += 1;
    else problems.push(`${at} was changed`);
  }
  if (read.length !== note.lines) problems.push(`${read.length} lines, where ${note.lines} were exported`);
  if (previous !== note.hash) problems.push('the last line is not the one that was exported');
  if (head !== null && head !== note.hash) problems.push('the last line is not the one that was noted elsewhere');
  const mails = await verifyMails(folder, read, note, problems);
  await verifyFiles(folder, note, problems);
  return { lines: read.length, mails, erased, problems };
}

async function readHead(folder: string): Promise<Head | null> {
  try {
    return JSON.parse(await readFile(join(folder, 'head.json'), 'utf8')) as Head;
  } catch {
    return null;
  }
}

/** What was hashed stands verbatim in the line, so that nothing depends on how a program prints JSON. */
function readLine(written: string): Line | null {
  const [, previous, hash, text] =
    /^\{"previous":"([0-9a-f]*)","hash":"([0-9a-f]{64})","event":(\{.*\})\}$/s.exec(written) ?? [];
  if (previous === undefined || hash === undefined || text === undefined) return null;
  try {
    return { text, hash, previous, event: JSON.parse(text) as LoggedLine };
  } catch {
    return null;
  }
}

/** Lines that were erased, by number, with the hash that they had. */
function tombstones(lines: readonly Line[]): Map<number, string> {
  const sound = lines.filter(
    ({ event, previous, text, hash }) => event.kind === 'tombstone' && sha256(`${previous}\n${text}`) === hash,
  );
  return new Map(sound.flatMap(({ event }) => (event.data['lines'] as [number, string][]).map((line) => line)));
}

async function verifyMails(
  folder: string,
  lines: readonly Line[],
  { forgotten }: Head,
  problems: string[],
): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  const there = new Set<string>();
  for (const name of names) there.add(sha256(await readFile(join(folder, name))));
  const named = new Map(lines.flatMap(({ event }) => (event.mail === null ? [] : [[event.mail, event.line] as const])));
  for (const [mail, line] of named)
    if (!there.has(mail) && !forgotten.includes(mail))
      problems.push(`the mail of line ${line} is missing or was changed`);
  return named.size;
}

async function verifyFiles(folder: string, { files }: Head, problems: string[]): Promise<void> {
  for (const [name, hash] of Object.entries(files)) {
    const content = await readFile(join(folder, name)).catch(() => null);
    if (content === null) problems.push(`${name} is missing`);
    else if (sha256(content) !== hash) problems.push(`${name} was changed`);
  }
}

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { rawMails, sentMails } from '../../store/client-data.ts';
import { recordLines, type RecordLine } from '../../store/record-lines.ts';
import { showRequest } from '../../store/records.ts';
import type { Reader } from '../../store/store.ts';

/**
 * The whole record of a request as one folder that speaks for itself: its mails as they came and left, the log as a chain of lines,
 * every decision with its reasons in plain words, what became of each delivery, and a program that checks all of it.
 */
export type Exported = { readonly lines: number; readonly head: string };

type Recorded = NonNullable<Awaited<ReturnType<typeof showRequest>>>;

/** Writes the folder; null where there is no such request. */
export async function writeRecord(reader: Reader, number: number, folder: string): Promise<Exported | null> {
  const record = await recordFiles(reader, number);
  if (record === null) return null;
  await mkdir(join(folder, 'sent'), { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(record.files))
    await writeFile(join(folder, name), content, { mode: 0o600 });
  return record;
}

/** What the folder holds, by name; null where there is no such request. */
export async function recordFiles(
  reader: Reader,
  number: number,
): Promise<(Exported & { readonly files: Readonly<Record<string, string | Buffer>> }) | null> {
  const record = await showRequest(reader, number);
  if (record === null) return null;
  const lines = await recordLines(reader, number);
  const incoming = await rawMails(reader, { request: number });
  const outgoing = await sentMails(reader, number, record.client.address);
  const files: Record<string, string | Buffer> = {
    'request.json': `${JSON.stringify(record, null, 2)}\n`,
    'record.jsonl': lines.map(({ text }) => `${text}\n`).join(''),
    'decisions.txt': decisions(record),
    'deliveries.jsonl': record.deliveries.map((delivery) => `${JSON.stringify(delivery)}\n`).join(''),
    'verify.mjs': await standAlone(),
    ...Object.fromEntries(incoming.map(({ id, octets }) => [`${id}.eml`, octets])),
    ...Object.fromEntries(outgoing.map(({ id, octets }) => [`sent/${id}.eml`, octets])),
  };
  const head = headOf(number, lines, files);
  const whole = { ...files, 'head.json': `${JSON.stringify(head, null, 2)}\n` };
  return { lines: lines.length, head: head.hash, files: whole };
}

function headOf(number: number, lines: readonly RecordLine[], files: Readonly<Record<string, string | Buffer>>) {
  const hashes = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)]));
  const kept = new Set(Object.values(hashes));
  return {
    request: number,
    lines: lines.length,
    hash: lines.at(-1)?.hash ?? '',
    forgotten: [...new Set(lines.flatMap(({ mail }) => mail ?? []))].filter((mail) => !kept.has(mail)),
    files: hashes,
  };
}

/** Every decision with its reasons, as a person reads it. */
function decisions({ number, subject, client, events }: Recorded): string {
  const told = events.flatMap(({ time, kind, actor, reasons, data }) => [
    `${time}  ${kind}, by ${actor}`,
    ...reasons.map(({ code, detail, source }) => `    because ${code}: ${detail} (${source})`),
    ...(typeof data['text'] === 'string' ? data['text'].split('\n').map((line) => `    | ${line}`) : []),
  ]);
  return [`Request ${number}: ${subject}`, `Client: ${client.name} <${client.address}>`, '', ...told, ''].join('\n');
}

/** The verifier as a program that runs with any Node, without the desk. */
async function standAlone(): Promise<string> {
  // Beside the sources it is TypeScript; in the package what was built from it.
  const isSource = import.meta.filename.endsWith('.ts');
  const source = await readFile(join(import.meta.dirname, `verify-record${isSource ? '.ts' : '.js'}`), 'utf8');
  const script = isSource ? withoutTypes(source) : source.replace(/^\/\/# sourceMappingURL=.*$/m, '');
  return script + CHECK_THIS_FOLDER;
}

/** Node calls this experimental at its first use, which says nothing to who exports a record. */
function withoutTypes(source: string): string {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

const CHECK_THIS_FOLDER = `
const { lines, mails, erased, problems } = await verifyRecord(import.meta.dirname, process.argv[2] ?? null);
for (const problem of problems) console.log(problem);
if (problems.length === 0)
  console.log(lines + ' lines and ' + mails + ' mails are as they were written' + (erased > 0 ? '; erased on wish: ' + erased : ''));
process.exitCode = problems.length === 0 ? 0 : 1;
`;

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';

/** One mail, or one set of mails, with what is expected of it. */
export type Row = {
  readonly id: string;
  readonly file?: string;
  readonly files?: readonly string[];
  readonly input_type?: 'eml' | 'body' | 'text' | 'html';
  readonly source: Readonly<Record<string, unknown>>;
  readonly scored?: boolean | string;
  readonly signature?: string;
  readonly task?: string;
  readonly truth?: string;
  readonly may_merge?: readonly (readonly number[])[];
  readonly expect: Expectation;
};

/** What a peer states of a mail; each area knows its own. */
export type Expectation = {
  readonly from?: string;
  readonly from_name?: string;
  readonly subject?: string;
  readonly text_start?: string;
  readonly text_contains?: readonly string[];
  readonly attachments_min_names?: readonly string[];
  readonly attachments?: number;
  readonly is_bounce?: boolean;
  readonly recipients?: readonly string[];
  readonly reasons_sisimai?: readonly string[];
  readonly statuses?: readonly string[];
  readonly permanent?: boolean;
  readonly auto_submitted?: boolean;
  readonly may_auto_ack?: boolean;
  readonly kind?: string;
  readonly compare?: string;
  readonly exact?: string;
  readonly accept?: string | readonly string[];
  readonly contains?: readonly string[];
  readonly not_contains?: readonly string[];
  readonly groups?: readonly (readonly number[])[];
};

/** What `inspect --json` answers, as far as it is measured. */
export type Answer = {
  readonly parsed?: boolean;
  readonly from?: { readonly name?: string; readonly address?: string } | null;
  readonly subject?: string;
  readonly text?: string;
  readonly attachments?: readonly { readonly filename?: string | null; readonly inline?: boolean }[];
  readonly kind?: string;
  readonly acknowledge?: boolean;
  readonly reasons?: unknown;
  readonly bounce?: { readonly recipients?: readonly BouncedRecipient[] } | null;
  readonly visibleText?: string;
  readonly signature?: string | null;
};

type BouncedRecipient = {
  readonly address?: string;
  readonly status?: string | null;
  readonly type?: string;
  readonly reason?: string;
};

export type Miss = {
  readonly area: string;
  readonly figure: string;
  readonly file: string;
  readonly from: unknown;
  readonly expect: unknown;
  readonly got: unknown;
};

/** Bare bodies are measured inside a mail: a bounce's in one from a mail server, an answer's in one that answers. */
const SERVER_MAIL = `Return-Path: <>
From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>
To: support@example.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <ID@mx.example.org>
Date: Mon, 02 Feb 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

`;
const ANSWER = `From: Writer <writer@example.org>
To: support@example.test
Subject: Re: Question
Message-ID: <ID@example.org>
In-Reply-To: <parent@example.test>
References: <parent@example.test>
Date: Mon, 02 Feb 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: text/KIND; charset=utf-8
Content-Transfer-Encoding: 8bit

`;

/** The rows of an area's manifest. */
export function readRows(folder: string): Row[] {
  const lines = readFileSync(join(folder, 'manifest.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}

/** Runs `COMMAND inspect --json` over the mails of an area; the answers by the rows' ids. */
export async function inspected(folder: string, area: string, rows: readonly Row[], command: readonly string[]) {
  return withFolder(async (place) => {
    for (const row of rows)
      writeFileSync(join(place, `${row.id}.eml`), asMail(readFileSync(join(folder, row.file ?? '')), row));
    const start = performance.now();
    const lines = await run([...command, 'inspect', '--json', place]);
    const answers = new Map(lines.map((line) => [stem(String(line['file'])), line as Answer]));
    if (answers.size === 0) console.log(`  ${command.join(' ')} inspect answered nothing for ${area}`);
    return { answers, seconds: (performance.now() - start) / 1000 };
  });
}

/** Runs `COMMAND thread --json --anyone` over one set: the request of each mail, by its index. */
export async function threaded(folder: string, row: Row, command: readonly string[]): Promise<Map<number, string>> {
  return withFolder(async (place) => {
    for (const [at, file] of (row.files ?? []).entries())
      writeFileSync(join(place, `${String(at).padStart(5, '0')}.eml`), readFileSync(join(folder, file)));
    const lines = await run([...command, 'thread', '--json', '--anyone', place]);
    return new Map(lines.map((line) => [Number(stem(String(line['file']))), String(line['request'])]));
  });
}

function asMail(octets: Buffer, row: Row): Buffer {
  if ((row.input_type ?? 'eml') === 'eml') return octets;
  const frame =
    row.input_type === 'body' ? SERVER_MAIL : ANSWER.replace('KIND', row.input_type === 'html' ? 'html' : 'plain');
  return Buffer.concat([Buffer.from(frame.replace('ID', row.id)), octets]);
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'quality-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The JSON objects that a command prints, one a line; other lines are passed over. */
async function run([program = '', ...args]: readonly string[]): Promise<Record<string, unknown>[]> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks = await Array.fromAsync(child.stdout as AsyncIterable<Buffer>);
  const lines = Buffer.concat(chunks).toString('utf8').split('\n');
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Record<string, unknown>];
    } catch {
      return [];
    }
  });
}

function stem(file: string): string {
  return basename(file, extname(file));
}

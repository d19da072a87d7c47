import { globSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { NoMail, parse } from '../../src/ingest/parse.ts';
import { LIMITS } from '../../src/ingest/parse/limits.ts';
import type { Message } from '../../src/requests/message.ts';

/**
 * Mails broken in every way that chance finds: octets changed, cut, moved and doubled, mails spliced into each other, and
 * words of the syntax put where they do not belong. The seed is fixed, so that a failure comes again; its number is told.
 * REPLYDESK_FUZZ=100000 runs longer than the build does, REPLYDESK_FUZZ_SEED=7 breaks them otherwise,
 * REPLYDESK_FUZZ_MAILS='mails/*.eml' takes other mails.
 */
const ROUNDS = Number(process.env['REPLYDESK_FUZZ'] ?? 3_000);
const SEED = Number(process.env['REPLYDESK_FUZZ_SEED'] ?? 1);
const SLOWEST_MS = 2_000;
const GROWTH_MB = 24;

const SEEDS = globSync(process.env['REPLYDESK_FUZZ_MAILS'] ?? 'test/corpus/**/*.eml')
  .sort()
  .map((file) => readFileSync(file));
const SYNTAX = [
  ...[
    '\r\n',
    '\r\n\r\n',
    '\n',
    '\r',
    '\0',
    '--',
    '\r\n--',
    '--b',
    '=?utf-8?Q?',
    '=?x?b?',
    '?=',
    '=',
    '=\r\n',
    '=C3',
    '"',
  ],
  ...['<', '>', '<<', '@', ',', ';', ':', '(', '\\', '\x1b$B', '\x1b(B', '\xff\xfe', '\xef\xbb\xbf', '~{', '+ADw-'],
  ...['Content-Type: multipart/mixed; boundary=b\r\n', 'Content-Type: message/rfc822\r\n', "; name*0*=utf-8''%C3"],
  ...[
    'Content-Transfer-Encoding: base64\r\n',
    'Content-Transfer-Encoding: quoted-printable\r\n',
    '; charset=iso-2022-jp',
  ],
  ...['begin 644 x\r\n', 'end\r\n', 'From: a@b.test\r\n', '<!--', '<style>', '<blockquote>', '&#xD800;', '<![CDATA['],
];

it(`${ROUNDS} broken mails: no crash, no hang, no growth`, { timeout: 60_000 + ROUNDS * 20 }, async () => {
  const random = generator(SEED);
  let middle = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round === Math.floor(ROUNDS / 2)) middle = liveMegabytes();
    const raw = mutate(random);
    const start = process.cpuUsage();
    const message = await parsed(raw, round);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000, `round ${round} took too long`).toBeLessThan(SLOWEST_MS);
    if (message) expectSound(message, raw, round);
  }
  expect(liveMegabytes() - middle, 'memory grew').toBeLessThan(GROWTH_MB);
});

async function parsed(raw: Buffer, round: number): Promise<Message | null> {
  try {
    return await parse(raw);
  } catch (error) {
    if (error instanceof NoMail) return null;
    throw new Error(`round ${round} of seed ${SEED}`, { cause: error });
  }
}

/** What holds of every message, whatever the mail was. */
function expectSound(message: Message, raw: Buffer, round: number): void {
  const broken: string[] = [];
  const text = JSON.stringify(message, (key, value: unknown) => {
    if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) broken.push(key);
    return value;
  });
  expect(broken, `round ${round}: NUL or half a character`).toEqual([]);
  expect(text.length, `round ${round}: far more came out than went in`).toBeLessThan(raw.length * 30 + 20_000);
  for (const id of [message.messageId ?? '<x>', ...message.inReplyTo, ...message.references])
    expect(id, `round ${round}`).toMatch(/^<[^\x00-\x20<>\x7f]+>$/);
  const names = [message.subject, ...message.from.map(({ name, address }) => name + address)];
  for (const name of names) expect(name, `round ${round}`).not.toMatch(/[\x00-\x1f\x7f]/);
  for (const { filename, size } of message.attachments) {
    expect(filename ?? '', `round ${round}`).not.toMatch(/[\x00-\x1f/\\]/);
    expect(size, `round ${round}`).toBeLessThanOrEqual(raw.length * 2);
  }
  expect(message.text.length).toBeLessThanOrEqual(LIMITS.text * 2);
}

type Random = (below: number) => number;

/** Mulberry32: small, and the same on every machine. */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below) | 0;
  };
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)]!;
}

function mutate(random: Random): Buffer {
  let raw: Buffer = pick(SEEDS, random);
  for (let count = 1 + random(6); count > 0; count -= 1) raw = pick(MUTATIONS, random)(raw, random);
  return raw;
}

const MUTATIONS: readonly ((raw: Buffer, random: Random) => Buffer)[] = [
  (raw, random) => insert(raw, Buffer.from(pick(SYNTAX, random), 'latin1'), random),
  (raw, random) => insert(raw, Buffer.from(pick(SYNTAX, random).repeat(1 + random(200)), 'latin1'), random),
  (raw, random) => changeOctets(raw, random),
  (raw, random) => raw.subarray(0, random(raw.length + 1)),
  (raw, random) => raw.subarray(random(raw.length + 1)),
  (raw, random) => without(raw, random),
  (raw, random) => insert(raw, slice(raw, random), random),
  (raw, random) => insert(raw, slice(pick(SEEDS, random), random), random),
  (raw, random) => Buffer.concat([raw, pick(SEEDS, random)]),
  (raw, random) => swapLines(raw, random),
];

function insert(raw: Buffer, piece: Buffer, random: Random): Buffer {
  const at = random(raw.length + 1);
  return Buffer.concat([raw.subarray(0, at), piece, raw.subarray(at)]);
}

function slice(raw: Buffer, random: Random): Buffer {
  const at = random(raw.length + 1);
  return raw.subarray(at, at + random(2_000));
}

function without(raw: Buffer, random: Random): Buffer {
  const at = random(raw.length + 1);
  return Buffer.concat([raw.subarray(0, at), raw.subarray(at + random(300))]);
}

function changeOctets(raw: Buffer, random: Random): Buffer {
  const changed = Buffer.from(raw);
  for (let count = 1 + random(20); count > 0 && raw.length > 0; count -= 1) changed[random(raw.length)] = random(256);
  return changed;
}

function swapLines(raw: Buffer, random: Random): Buffer {
  const lines = raw.toString('latin1').split('\n');
  const [one, other] = [random(lines.length), random(lines.length)];
  [lines[one], lines[other]] = [lines[other]!, lines[one]!];
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** Memory in use after the collector has run. */
function liveMegabytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

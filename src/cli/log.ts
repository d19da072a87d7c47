import { pino, type Logger } from 'pino';
import type { LogConfig } from '../config/config.ts';

/** The log of a long job on standard output: one JSON object a line, or plain lines where a person looks on. */
export function openLog({ level, format }: LogConfig, isTerminal: boolean): Logger {
  const plain = format === 'plain' || (format === 'auto' && isTerminal);
  const out = pino.destination({ dest: 1, sync: true });
  return pino({ level, base: null }, plain ? { write: (line: string) => out.write(`${plainLine(line)}\n`) } : out);
}

/** `09:00:01 warn  poll failed  mailbox=support@example.test error="no route"`. */
export function plainLine(line: string): string {
  const { time, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const clock = Temporal.Instant.fromEpochMilliseconds(Number(time)).toString({ smallestUnit: 'second' }).slice(11, 19);
  const label = (pino.levels.labels[Number(level)] ?? String(level)).padEnd(5);
  const words = Object.entries(rest).map(([name, value]) => `${name}=${shown(value)}`);
  return [clock, label, typeof msg === 'string' ? msg : '', ...words].join(' ').replaceAll(/[\r\n]+/g, ' ');
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s"]+$/.test(text) ? text : JSON.stringify(text);
}

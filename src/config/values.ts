import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { parseSpan, type Span } from '../requests/span.ts';
import { canonicalAddress, isAnswerable, type Address } from '../requests/address.ts';

/** The kinds of value that stand in a configuration, each with the words for a wrong one. */

/** A key that may be left out or left empty. */
export const orNull = <T extends z.ZodType>(shape: T) => shape.nullish().transform((value) => value ?? null);

/** A list that may be left out or left empty. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value): readonly z.output<T>[] => value ?? []);

/** Keys that belong together; all of them may be left out where each has a default. */
export const group = <S extends z.ZodRawShape>(shape: S) =>
  z.preprocess((value) => value ?? {}, z.strictObject(shape)).prefault({});

/** Values filled in from the environment are text. */
export const integer = (min: number, max: number) => {
  const words = `write a whole number from ${min} to ${max}`;
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z
      .int({ error: ({ input }) => (input === undefined ? 'is missing' : words) })
      .min(min, words)
      .max(max, words),
  );
};

export const flag = z.preprocess(
  (value) => (value === 'yes' || value === 'true' ? true : value === 'no' || value === 'false' ? false : value),
  z.boolean('write true or false'),
);

/** Text of one line that says something. */
export const text = z.string().trim().min(1, 'is empty').regex(/^.*$/, 'must be one line');

/** As people write it; YAML takes a bare one for a number. */
export const phone = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  text.regex(/^[+0-9][0-9 ()/.-]{2,30}$/, 'write a number such as "+49 30 1234567", in quotes'),
);

/** Kept as it is: blanks at the ends of a password count. */
export const password = z
  .string({ error: ({ input }) => (input === undefined ? 'is missing' : 'write it in quotes') })
  .min(1, 'is empty');

/** An address that mail can be sent to, in the form in which addresses are compared: lower case, domain in ASCII. */
export const address = text.transform((value, context): string => {
  const read = asciiAddress(value);
  if (read !== null) return read;
  context.addIssue({ code: 'custom', message: `"${value}" is not a mail address such as support@example.com` });
  return z.NEVER;
});

/** An address with or without a display name. */
export const namedAddress = text.transform((value, context): Address => {
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]+)>$/.exec(value) ?? [];
  const read = asciiAddress(bracketed ?? value);
  if (read !== null) return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: read };
  context.addIssue({ code: 'custom', message: `write it as Example Support <support@example.com>` });
  return z.NEVER;
});

function asciiAddress(value: string): string | null {
  const at = value.lastIndexOf('@');
  const domain = domainToASCII(value.slice(at + 1));
  const ascii = canonicalAddress(`${value.slice(0, at)}@${domain}`);
  return at > 0 && domain !== '' && isAnswerable(ascii) ? ascii : null;
}

export const domain = text.transform((value, context): string => {
  const ascii = domainToASCII(value.replace(/^@/, ''));
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(ascii)) return ascii;
  context.addIssue({ code: 'custom', message: `"${value}" is not a domain such as example.com` });
  return z.NEVER;
});

export const host = text.regex(/^[^\s/@]+$/, 'write the name of the server alone, such as imap.example.com');

export const locale = text.transform((value, context): string => {
  try {
    return Intl.getCanonicalLocales(value)[0] ?? value;
  } catch {
    context.addIssue({ code: 'custom', message: `"${value}" is not a language such as en, de or pt-BR` });
    return z.NEVER;
  }
});

export const timeZone = text.transform((value, context): string => {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(value).timeZoneId;
  } catch {
    context.addIssue({ code: 'custom', message: `"${value}" is not a time zone such as Europe/Berlin` });
    return z.NEVER;
  }
});

const UNITS = [
  [/^(s|sec|seconds?)$/, 'seconds'],
  [/^(m|min|minutes?)$/, 'minutes'],
  [/^(h|hours?)$/, 'hours'],
  [/^(d|days?)$/, 'days'],
  [/^(w|weeks?)$/, 'weeks'],
  [/^months?$/, 'months'],
  [/^(y|years?)$/, 'years'],
] as const;

/** A length of wall time: "30 s", "10 minutes", "4 hours", "2 years". */
export const duration = text.transform((value, context): Temporal.Duration => {
  const [, amount, word = ''] = /^(\d{1,6}) ?([a-z]+)$/i.exec(value) ?? [];
  const unit = UNITS.find(([name]) => name.test(word.toLowerCase()))?.[1];
  if (unit !== undefined) return Temporal.Duration.from({ [unit]: Number(amount) });
  context.addIssue({ code: 'custom', message: `"${value}" is not a time such as 30 seconds, 10 minutes or 5 days` });
  return z.NEVER;
});

/** A time as policies have it: business hours count opening time. */
export const span = text.transform((value, context): Span => {
  const read = parseSpan(value);
  if (read !== null) return read;
  context.addIssue({ code: 'custom', message: `"${value}" is not a time such as "2 business days" or "1 week"` });
  return z.NEVER;
});

/** How long something is kept; null: for ever. */
export const keeping = z.union([z.literal('forever').transform((): null => null), duration], {
  error: 'write a time such as 2 years, or forever',
});

/** Octets: "25 MB", "500 kB". */
export const size = text.transform((value, context): number => {
  const [, amount, prefix = ''] = /^(\d{1,6}) ?([kMG]?)i?B$/i.exec(value) ?? [];
  if (amount !== undefined) return Number(amount) * 1024 ** ' kmg'.indexOf(prefix.toLowerCase() || ' ');
  context.addIssue({ code: 'custom', message: `"${value}" is not a size such as 25 MB` });
  return z.NEVER;
});

/** From when on mail counts: `golive`, or a date. */
export const since = text.transform((value, context): 'golive' | Temporal.Instant => {
  if (value === 'golive') return value;
  try {
    return value.length > 10
      ? Temporal.Instant.from(value)
      : Temporal.PlainDate.from(value, { overflow: 'reject' }).toZonedDateTime('UTC').toInstant();
  } catch {
    context.addIssue({ code: 'custom', message: 'write golive, or a date such as 2026-01-31' });
    return z.NEVER;
  }
});

/** A day: 2026-01-31, quoted or not. */
export const date = text.transform((value, context): Temporal.PlainDate => {
  try {
    return Temporal.PlainDate.from(value, { overflow: 'reject' });
  } catch {
    context.addIssue({ code: 'custom', message: 'write a date such as 2026-01-31' });
    return z.NEVER;
  }
});

/** Where secrets are sent: over TLS, or on this machine. */
export const endpoint = text.regex(
  /^https:\/\/[^\s]+$|^http:\/\/(?:127\.0\.0\.1|localhost)[:/][^\s]*$/,
  'write an address that begins with https://',
);

/** Where pages are served; an IPv6 address stands in brackets. */
export const listen = text.transform((value, context): { host: string; port: number } => {
  const { host, digits } = /^(?<host>\[[\da-f:.]+\]|[^:]+):(?<digits>\d{1,5})$/i.exec(value)?.groups ?? {};
  if (host !== undefined && Number(digits) <= 65_535)
    return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(digits) };
  context.addIssue({ code: 'custom', message: 'write host:port, such as 127.0.0.1:8025' });
  return z.NEVER;
});

/** A folder for our own PostgreSQL, as written; or a server. */
export const database = text.transform((value, context): { folder: string } | { url: string } => {
  if (/^postgres(ql)?:\/\//.test(value)) return { url: value };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return { folder: value };
  context.addIssue({ code: 'custom', message: 'write a folder such as ./data, or postgres://user@host/name' });
  return z.NEVER;
});

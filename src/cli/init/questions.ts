import { z } from 'zod';
import { parseHours, splitHours } from '../../requests/calendar/hours.ts';
import { address, host, integer, locale, namedAddress, text, timeZone } from '../../config/values.ts';
import { UsageError, type Ask } from '../command.ts';
import type { Place } from './servers.ts';

/**
 * What `init` wants to know. Each question is answered by an option, or by whoever sits at the terminal, or by its default;
 * an answer is judged at once, so that a person is asked again and a script is told which option was wrong.
 */
export type Question<T> = {
  readonly option: string;
  readonly text: string;
  readonly shape: z.ZodType<T, string>;
};

export const ADDRESS: Question<string> = {
  option: 'address',
  text: 'The address that clients write to',
  shape: address,
};
export const COMPANY: Question<string> = { option: 'company', text: 'Name of the company', shape: text };
export const USER: Question<string> = { option: 'user', text: 'User name of the mailbox', shape: text };
export const CLIENT_ID: Question<string> = {
  option: 'client-id',
  text: 'Microsoft 365 takes no passwords. Application (client) ID of your registered app, see docs/live.md (later: not yet)',
  shape: text,
};
export const TENANT: Question<string> = {
  option: 'tenant',
  text: 'Directory (tenant) ID (later: not yet)',
  shape: text,
};
export const TIME_ZONE: Question<string> = { option: 'time-zone', text: 'Time zone', shape: timeZone };
export const POLICY: Question<string> = {
  option: 'policy',
  text: 'What is promised to clients: a preset (a … e) or a policy file',
  shape: text,
};
export const LOCALE: Question<string> = { option: 'locale', text: 'Language of mails to clients', shape: locale };

export const IMAP: Question<Place> = { option: 'imap', text: 'IMAP server', shape: place('imap') };
export const SMTP: Question<Place> = { option: 'smtp', text: 'SMTP server', shape: place('smtp') };

export const HOURS: Question<Readonly<Record<string, string | readonly string[]>>> = {
  option: 'hours',
  text: 'Opening hours, such as "mon-thu 09:00-17:00; fri 09:00-15:00"',
  shape: z.string().transform((written, context) => {
    const hours = splitHours(written);
    const read = parseHours(hours);
    if (!read.ok) context.addIssue({ code: 'custom', message: read.problem });
    return hours;
  }),
};

export const HOLIDAYS: Question<{ readonly country: string; readonly region: string | null } | null> = {
  option: 'holidays',
  text: 'Public holidays of which country and region, such as DE-BE, US-NY or FR (none: no holidays)',
  shape: z.string().transform((written, context) => {
    if (written === 'none') return null;
    const [, country, region = null] = /^([A-Za-z]{2})(?:-([\w-]{1,8}))?$/.exec(written.trim()) ?? [];
    if (country !== undefined) return { country: country.toUpperCase(), region: region?.toUpperCase() ?? null };
    context.addIssue({ code: 'custom', message: 'write a country such as DE, a region such as DE-BE, or none' });
    return z.NEVER;
  }),
};

export const STAFF: Question<readonly { readonly name: string; readonly address: string }[]> = {
  option: 'staff',
  text: 'Who answers, such as Ann Lee <ann@example.com>, Bob <bob@example.com> (none: later)',
  shape: z.string().transform((written, context) =>
    written === 'none'
      ? []
      : written.split(/\s*,\s*/).flatMap((one) => {
          const read = namedAddress.safeParse(one);
          if (read.success) return [{ ...read.data, name: read.data.name || (one.split('@')[0] ?? one) }];
          context.addIssue({ code: 'custom', message: `"${one}" is not written as Ann Lee <ann@example.com>` });
          return [];
        }),
  ),
};

export const SHADOW: Question<boolean> = {
  option: 'shadow',
  text: 'Begin in shadow mode: everything is decided and composed, nothing is sent (yes or no)',
  shape: z
    .string()
    .regex(/^(y|yes|n|no)$/i, 'write yes or no')
    .transform((written) => /^y/i.test(written)),
};

/** `host`, `host:port`, or `host:port:tls`. */
function place(kind: 'imap' | 'smtp'): z.ZodType<Place, string> {
  return z.string().transform((written, context): Place => {
    const [name = '', port = '', tls = ''] = written.trim().split(':');
    const server = host.safeParse(name);
    const number = integer(1, 65_535).safeParse(port === '' ? (kind === 'imap' ? 993 : 465) : port);
    const mode = z.enum(['implicit', 'starttls', 'none']).safeParse(tls === '' ? usualTls(number.data) : tls);
    if (server.success && number.success && mode.success)
      return { host: server.data, port: number.data, tls: mode.data };
    context.addIssue({
      code: 'custom',
      message: `write ${kind}.example.com, or with port and TLS: host:port:starttls`,
    });
    return z.NEVER;
  });
}

function usualTls(port: number | undefined): Place['tls'] {
  return port === 143 || port === 587 || port === 25 ? 'starttls' : 'implicit';
}

/** The form in which a place is written and read again. */
export function placeText({ host: name, port, tls }: Place): string {
  return `${name}:${port}:${tls}`;
}

/** How questions are answered: options first; then by asking, or by the default where nobody is asked. */
export function answering(given: Readonly<Record<string, string | undefined>>, ask: Ask | null) {
  return async <T>({ option, text: words, shape }: Question<T>, otherwise: string | null): Promise<T> => {
    const written = given[option] ?? (ask === null ? otherwise : null);
    if (written !== null) {
      const read = shape.safeParse(written);
      if (read.success) return read.data;
      throw new UsageError(`--${option}: ${read.error.issues[0]?.message ?? 'is wrong'}`);
    }
    if (ask === null) throw new UsageError(`--${option} is missing: ${words.toLowerCase()}`);
    for (let trouble = ''; ;) {
      const reply = (await ask(`${trouble}${words}${otherwise === null ? '' : ` [${otherwise}]`}: `)).trim();
      const read = shape.safeParse(reply === '' ? (otherwise ?? '') : reply);
      if (read.success) return read.data;
      trouble = `  ${read.error.issues[0]?.message ?? 'is wrong'}\n`;
    }
  };
}

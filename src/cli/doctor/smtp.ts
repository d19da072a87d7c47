import type { Config, RouteConfig, SmtpConfig } from '../../config.ts';
import { fail, ok, said, skip, warn, type Finding } from './finding.ts';
import { credentials, type Granted } from './oauth.ts';
import { reach } from './reach.ts';
import { signInAdvice } from './sign-in.ts';
import type { Wire } from './wire.ts';

/** One of the ways out: the key under which it stands, how findings call it, and whom a mail by it would reach. */
type Way = {
  readonly key: string;
  readonly name: string;
  readonly route: RouteConfig | null;
  readonly to: string | undefined;
};

type Around = { readonly timeout: number; readonly now: Temporal.Instant; readonly granted: Granted };

/** The way that mail takes. */
export function checkSmtp(config: Config, around: Around): Promise<Finding[]> {
  const { route } = config.outbound;
  return checkWay(config, { key: 'outbound.smtp', name: 'SMTP', route, to: config.mailboxes[0]?.address }, around);
}

/** The ways of bad days, which nobody notices until they are needed: the second one, and that of alarms. */
export async function checkSpareWays(config: Config, around: Around): Promise<Finding[]> {
  const { outbound, alarms, mailboxes } = config;
  const ways: readonly Way[] = [
    { key: 'outbound.fallback.smtp', name: 'fallback', route: outbound.fallback, to: mailboxes[0]?.address },
    { key: 'alarms.smtp', name: 'alarms by SMTP', route: alarms.smtp, to: alarms.to[0] },
  ];
  const found = await Promise.all(
    ways.filter(({ route }) => route !== null).map((way) => checkWay(config, way, around)),
  );
  return found.flat();
}

/** A way out, up to the point where a mail would be handed over: connection, TLS, sign-in, size, sender and recipient. */
async function checkWay(config: Config, way: Way, { timeout, now, granted }: Around): Promise<Finding[]> {
  const { route, key, name } = way;
  const { from } = config.outbound;
  if (route?.kind !== 'smtp') return [skip(name, 'mail leaves by Amazon SES')];
  let extensions: readonly string[] = [];
  const door = {
    key,
    name,
    server: { ...route, tls: route.tls === 'opportunistic' ? ('none' as const) : route.tls },
    greet: async (wire: Wire): Promise<string | null> => {
      const greeting = await answer(wire);
      if (!greeting.good) return greeting.text;
      extensions = await hello(wire);
      if (route.tls !== 'starttls') return null;
      if (!extensions.includes('STARTTLS')) return 'it offers no STARTTLS';
      const agreed = await command(wire, 'STARTTLS');
      if (!agreed.good) return agreed.text;
      await wire.secure();
      extensions = await hello(wire);
      return null;
    },
  };
  const { wire, findings } = await reach(door, timeout, now);
  if (wire === null) return [...findings];
  await using open = wire;
  try {
    const steps = [
      await signIn(open, { ...way, route }, extensions, granted),
      size(extensions, config, way),
      await envelope(open, config, way),
    ];
    return [...findings, ...steps.filter((finding) => finding !== null)];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [
      ...findings,
      fail(`${name}: dialogue`, `${said(message)} (${from.address})`, 'try again; ask the provider'),
    ];
  }
}

type Answer = { readonly good: boolean; readonly more: boolean; readonly text: string; readonly lines: string[] };

/** One answer; its last line has a blank after the code (RFC 5321 §4.2.1). */
async function answer(wire: Wire): Promise<Answer> {
  const lines = await wire.read((line) => !/^\d{3}-/.test(line));
  const code = lines.at(-1)?.slice(0, 3) ?? '';
  return { good: code.startsWith('2'), more: code.startsWith('3'), text: lines.join(' '), lines };
}

async function command(wire: Wire, line: string): Promise<Answer> {
  wire.write(line);
  return answer(wire);
}

/** What the server can do, upper case. */
async function hello(wire: Wire): Promise<string[]> {
  const { lines } = await command(wire, 'EHLO [127.0.0.1]');
  return lines.slice(1).map((line) => line.slice(4).toUpperCase());
}

async function signIn(
  wire: Wire,
  { route, key, name }: Way & { readonly route: SmtpConfig },
  extensions: readonly string[],
  granted: Granted,
): Promise<Finding | null> {
  const title = `${name}: sign-in`;
  const { user, pass = '', accessToken } = credentials(route, granted) as Credentials;
  if (route.user === null) return null;
  const methods = extensions.find((extension) => /^AUTH[ =]/.test(extension)) ?? '';
  if (methods === '') return fail(title, 'the server offers no sign-in', `set ${key}.tls, or leave out ${key}.user`);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  let reply: Answer;
  if (accessToken !== undefined) {
    // A refusal comes as a question that an empty line answers.
    reply = await command(wire, `AUTH XOAUTH2 ${base64(`user=${user}\x01auth=Bearer ${accessToken}\x01\x01`)}`);
    if (reply.more) reply = await command(wire, '');
  } else if (/\bPLAIN\b/.test(methods)) reply = await command(wire, `AUTH PLAIN ${base64(`\0${user}\0${pass}`)}`);
  else if (/\bLOGIN\b/.test(methods)) {
    reply = await command(wire, 'AUTH LOGIN');
    if (reply.more) reply = await command(wire, base64(user));
    if (reply.more) reply = await command(wire, base64(pass));
  } else return skip(title, `the server takes ${methods.toLowerCase()} only, which is not tried here`);
  if (reply.good) return ok(title, `signed in as ${route.user}`);
  return fail(title, `refused: ${said(reply.text)}`, signInAdvice(reply.text, key));
}

type Credentials = { readonly user: string; readonly pass?: string; readonly accessToken?: string };

function size(extensions: readonly string[], { limits }: Config, { name }: Way): Finding | null {
  const stated = extensions
    .map((extension) => /^SIZE (\d+)$/.exec(extension)?.[1])
    .find((octets) => octets !== undefined);
  if (stated === undefined || stated === '0') return null;
  const octets = Number(stated);
  // base64 makes 4 octets of 3, and the texts want room too.
  const needed = limits.attachments * 1.4;
  const megabytes = (n: number): string => `${Math.floor(n / 1024 / 1024)} MB`;
  return octets >= needed
    ? ok(`${name}: size`, `takes mails up to ${megabytes(octets)}`)
    : warn(
        `${name}: size`,
        `takes mails up to ${megabytes(octets)} only`,
        `replydesk config set limits.attachments "${megabytes(octets / 1.4)}"`,
      );
}

/** Whether our sender may send, asked without sending: the dialogue ends before DATA. */
async function envelope(wire: Wire, { outbound }: Config, { key, name, to: reader }: Way): Promise<Finding> {
  const title = `${name}: sender`;
  const from = outbound.from.address;
  const sender = await command(wire, `MAIL FROM:<${from}>`);
  if (!sender.good)
    return fail(
      title,
      `${from} may not send: ${said(sender.text)}`,
      `let this account send as ${from}, or set outbound.from`,
    );
  const to = reader ?? from;
  const recipient = await command(wire, `RCPT TO:<${to}>`);
  wire.write('QUIT');
  if (!recipient.good)
    return fail(
      title,
      `mail to ${to} is refused: ${said(recipient.text)}`,
      `set ${key}.user and ${key}.password, or ask the provider`,
    );
  return ok(title, `${from} may send`);
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Events } from '../events.ts';
import type { StaffMember } from '../requests/staff.ts';
import { page } from './frame.ts';
import { rateLimit } from './rate-limit.ts';
import type { Part } from './server.ts';
import { adminByAddress, isOwnForm, newLink, sessionOf, signIn, signOut, type Desk, type Session } from './sign-in.ts';

/**
 * The pages of signing in. They answer everybody alike, at once, and send the mail afterwards: nobody learns whether an
 * address is an admin's. The link itself only shows a button, because scanners in front of mailboxes open every link.
 */
export type SignInDesk = Desk & {
  readonly events: Pick<Events, 'signInLinkNotSent'>;
  /** Mails a link; rejects where that fails. */
  readonly mailLink: (admin: StaffMember, link: string) => Promise<void>;
};

const ASSETS = join(import.meta.dirname, '..', '..', 'assets');
const QUARTER_HOUR = 15 * 60_000;
/** Attempts within a quarter of an hour: from one address of the net, and from all together. */
const FROM_ONE = 20;
const FROM_ALL = 200;
/** Links that an admin is mailed within a quarter of an hour. */
const LINKS = 3;

export function signInPart(desk: SignInDesk): Part {
  const app = new Hono();
  const one = rateLimit(desk.clock, { most: FROM_ONE, withinMs: QUARTER_HOUR });
  const all = rateLimit(desk.clock, { most: FROM_ALL, withinMs: QUARTER_HOUR });
  const allowed = (context: Context): boolean => one.take(remote(context)) && all.take('');

  app.get('/', (context) => context.html(askForAddress()));
  app.post('/', async (context) => {
    if (!allowed(context)) return context.html(tooOften(), 429);
    const { address } = await context.req.parseBody();
    const admin = typeof address === 'string' ? adminByAddress(desk.staff, address.trim()) : null;
    if (admin) void sendLink(desk, admin, remote(context));
    return context.html(onItsWay());
  });
  app.get('/link', (context) => context.html(comeIn(context.req.query('token') ?? '')));
  app.post('/link', async (context) => {
    if (!allowed(context)) return context.html(tooOften(), 429);
    const { token } = await context.req.parseBody();
    const key = await signIn(desk, typeof token === 'string' ? token : '', remote(context));
    if (key === null) return context.html(usedUp(), 403);
    setCookie(context, cookieName(desk), key, {
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      secure: isSecure(desk),
    });
    return context.redirect('/studio', 303);
  });
  app.post('/out', async (context) => {
    const key = getCookie(context, cookieName(desk)) ?? '';
    const session = await sessionOf(desk, key);
    const { key: given } = await context.req.parseBody();
    if (session && typeof given === 'string' && isOwnForm(session, given)) {
      await signOut(desk, key, session);
      deleteCookie(context, cookieName(desk), { path: '/', secure: isSecure(desk) });
    }
    return context.redirect('/sign-in', 303);
  });
  for (const [name, type] of [
    ['studio.css', 'text/css; charset=utf-8'],
    ['studio.js', 'text/javascript; charset=utf-8'],
  ] as const)
    app.get(`/${name}`, async (context) =>
      context.body(await readFile(join(ASSETS, name)), 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    );
  return { path: '/sign-in', app, for: 'page' };
}

/** Whose session a request belongs to; null where it is nobody's. */
export async function sessionIn(desk: Desk, context: Context): Promise<Session | null> {
  const key = getCookie(context, cookieName(desk));
  return key === undefined ? null : sessionOf(desk, key);
}

async function sendLink(desk: SignInDesk, admin: StaffMember, by: string): Promise<void> {
  try {
    const link = await newLink(desk, admin, { by, most: LINKS });
    if (link === null) desk.events.signInLinkNotSent(admin.address, 'asked for too often');
    else await desk.mailLink(admin, link);
  } catch (error) {
    desk.events.signInLinkNotSent(admin.address, error instanceof Error ? error.message : 'unknown');
  }
}

function isSecure({ url }: Desk): boolean {
  return url.startsWith('https:');
}

/** The prefix makes browsers refuse such a cookie from a neighbouring name (RFC 6265bis §4.1.3.2). */
function cookieName(desk: Desk): string {
  return isSecure(desk) ? '__Host-replydesk' : 'replydesk';
}

function remote(context: Context): string {
  try {
    return getConnInfo(context).remote.address ?? '';
  } catch {
    return '';
  }
}

const askForAddress = () =>
  page(
    'Sign in',
    html`<h1>Sign in</h1>
      <p>Write your address. If it is an admin’s, a link comes by mail within a minute.</p>
      <form method="post" action="/sign-in" class="stack">
        <label for="address">Your mail address</label>
        <input id="address" name="address" type="email" autocomplete="email" required />
        <button>Send me a link</button>
      </form>`,
  );

const onItsWay = () =>
  page(
    'Look into your mailbox',
    html`<h1>Look into your mailbox</h1>
      <p>If this is the address of an admin, a link is on its way. It works once, for a quarter of an hour.</p>
      <p>Nothing there? Look among spam, or ask whoever runs the desk for <code>replydesk admin link</code>.</p>`,
  );

const comeIn = (token: string) =>
  page(
    'Sign in',
    html`<h1>Welcome back</h1>
      <p>One more click, and you are in.</p>
      <form method="post" action="/sign-in/link" class="stack">
        <input type="hidden" name="token" value="${token}" />
        <button>Sign in</button>
      </form>`,
  );

const usedUp = () =>
  page(
    'This link does not work',
    html`<h1>This link does not work</h1>
      <p>It was used already, or it is older than a quarter of an hour.</p>
      <p><a href="/sign-in">Ask for a new one</a></p>`,
  );

const tooOften = () =>
  page(
    'Too many attempts',
    html`<h1>Too many attempts</h1>
      <p>Wait a quarter of an hour, then try again.</p>`,
  );

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import type { Events } from '../events.ts';

/**
 * The one HTTP server of a desk. What it serves are parts, each an app of its own under its path. The server gives all of
 * them what none should forget: strict headers, a limit of what is taken in, one line where something broke, and for pages
 * the proof that the browser asks in this desk's own name. A port that is taken never keeps the mail waiting: it is tried
 * again, so that of two processes the second serves when the first has ended.
 */
export type Part = {
  /** Such as `/templates`; pages have a path of their own. */
  readonly path: `/${string}`;
  readonly app: Hono;
  /** `page`: for browsers, under this desk's own name only. `machine`: for probes and other services. */
  readonly for: 'page' | 'machine';
  /** Where it answers with mails to be shown in its own frames: they bring their looks along, load pictures and run nothing. */
  readonly mails?: `/${string}`;
};

export type AdminServer = AsyncDisposable & {
  /** Listens, or goes on trying. Returns where, or null where it could not yet. */
  start(): Promise<string | null>;
};

export type AdminAddress = {
  readonly listen: { readonly host: string; readonly port: number };
  /** What links point to. */
  readonly url: string;
};

const MAIL_POLICY =
  "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'; form-action 'none'";
/** Where an admin comes in who opens the desk by its bare name. */
const FRONT = '/studio';
const LARGEST_BODY = 1024 * 1024;
const AGAIN_MS = 5_000;
/** What is being answered at the end has this long. */
const FAREWELL_MS = 2_000;

export function adminServer(
  address: AdminAddress,
  parts: readonly Part[],
  events: Pick<Events, 'pagesServed' | 'pagesNotServed' | 'pageFailed'>,
): AdminServer {
  const { listen } = address;
  const { fetch } = adminApp(address, parts, events);
  let server: Server | null = null;
  let again: NodeJS.Timeout | null = null;
  let closed = false;

  const attempt = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const next = serve({ fetch, hostname: listen.host, port: listen.port }, ({ port }: AddressInfo) => {
        server = next;
        const at = `http://${bracketed(listen.host)}:${port}`;
        events.pagesServed(at);
        resolve(at);
      }) as Server;
      next.once('error', reject);
    });
  const start = async (told = false): Promise<string | null> => {
    try {
      return await attempt();
    } catch (error) {
      if (!told) events.pagesNotServed(error instanceof Error ? error.message : 'unknown');
      if (!closed) again = setTimeout(() => void start(true), AGAIN_MS).unref();
      return null;
    }
  };
  return {
    start,
    async [Symbol.asyncDispose]() {
      closed = true;
      if (again) clearTimeout(again);
      const open = server;
      if (!open) return;
      const ended = new Promise((resolve) => open.close(resolve));
      open.closeIdleConnections();
      const farewell = setTimeout(() => open.closeAllConnections(), FAREWELL_MS);
      await ended;
      clearTimeout(farewell);
    },
  };
}

/** All parts under one roof. */
export function adminApp(address: AdminAddress, parts: readonly Part[], events: Pick<Events, 'pageFailed'>): Hono {
  const app = new Hono();
  // Outside of the policy of pages, so that it has the last word.
  for (const { mails } of parts)
    if (mails !== undefined)
      app.use(`${mails}/*`, async (context, next) => {
        await next();
        context.res.headers.set('content-security-policy', MAIL_POLICY);
        context.res.headers.set('x-frame-options', 'SAMEORIGIN');
      });
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      // Not `no-referrer`: with that a browser hides from the desk itself that a form of the desk was sent.
      referrerPolicy: 'same-origin',
      xFrameOptions: 'DENY',
    }),
  );
  app.use(bodyLimit({ maxSize: LARGEST_BODY, onError: (context) => context.text('too large', 413) }));
  for (const { path, app: part, for: reader } of parts) {
    if (reader === 'page') app.use(`${path}/*`, ownNameOnly(address));
    app.route(path, part);
  }
  const front = parts.find(({ path }) => path === FRONT);
  if (front) app.get('/', ownNameOnly(address), (context) => context.redirect(FRONT));
  app.use('*', ownNameOnly(address));
  app.notFound((context) => context.text('There is nothing here.', 404));
  app.onError((error, context) => {
    events.pageFailed(context.req.path.slice(0, 100), error.message);
    return context.text('Something went wrong here. The log says what.', 500);
  });
  return app;
}

/**
 * Against pages of others in the same browser: a foreign name that was made to point here (DNS rebinding) is refused, and
 * so is whatever changes something without coming from a page of this desk.
 */
function ownNameOnly({ listen, url }: AdminAddress): MiddlewareHandler {
  const own = new URL(url);
  const names = new Set([own.hostname, bracketed(listen.host), '127.0.0.1', 'localhost', '[::1]']);
  return async (context, next) => {
    const host = context.req.header('host') ?? '';
    const origin = URL.parse(context.req.header('origin') ?? '')?.host;
    if (!names.has(URL.parse(`http://${host}`)?.hostname ?? ''))
      return context.text('This desk has another name.', 421);
    const isReading = ['GET', 'HEAD'].includes(context.req.method);
    if (!isReading && origin !== host && origin !== own.host) return context.text('Not from this desk.', 403);
    return next();
  };
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

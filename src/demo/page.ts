import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { queueStats } from '../store/queue.ts';
import { listRequests, showRequest } from '../store/records.ts';
import type { Clock } from '../clock.ts';
import { CLIENTS, STAFF, SUPPORT } from './cast.ts';
import type { Sandbox, SandboxMail } from './sandbox.ts';

const MAIL_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

/** The page of the sandbox: three mailboxes side by side, and under them what the desk made of the mails. */
const ASSETS = join(import.meta.dirname, '..', '..', 'assets');

export function demoPage(sandbox: Sandbox, clock: Clock): Hono {
  const app = new Hono();
  // Outside of the general policy, so that it has the last word: a mail keeps its inline style, and loads and runs nothing.
  app.use('/mail/*', async (context, next) => {
    await next();
    context.res.headers.set('content-security-policy', MAIL_POLICY);
    context.res.headers.set('x-frame-options', 'SAMEORIGIN');
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        frameSrc: ["'self'"],
        styleSrc: ["'self'"],
        frameAncestors: ["'none'"],
      },
      crossOriginEmbedderPolicy: false,
    }),
  );
  // Only pages of this very address may ask: another site in the same browser must not write mails here.
  app.use(async (context, next) => {
    const host = context.req.header('host') ?? '';
    const origin = context.req.header('origin');
    if (!/^(?:127\.0\.0\.1|localhost):\d+$/.test(host) || (origin !== undefined && origin !== `http://${host}`))
      return context.text('not from here', 403);
    await next();
    return undefined;
  });
  app.get('/', (context) => context.html(page()));
  app.get('/demo.css', async (context) =>
    context.body(await readFile(join(ASSETS, 'demo.css')), 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  app.get('/demo.js', async (context) =>
    context.body(await readFile(join(ASSETS, 'demo.js')), 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/state', async (context) => context.json(await state(sandbox, clock)));
  app.get('/mail/:account/:uid', async (context) => {
    const account = ACCOUNTS.find((one) => one === context.req.param('account'));
    const mail =
      account && (await sandbox.mails(account, 'INBOX')).find((one) => one.uid === Number(context.req.param('uid')));
    if (!mail) return context.text('no such mail', 404);
    return context.html(mail.message.html ?? `<pre>${escaped(mail.message.text)}</pre>`);
  });
  app.get('/letters', async (context) => context.redirect(await sandbox.studioLink(), 303));
  app.post('/client', async (context) => {
    const form = await context.req.parseBody();
    const answerTo = field(form, 'answerTo');
    await sandbox.writeAsClient({
      client: Number(field(form, 'client')),
      subject: field(form, 'subject') || 'A question',
      text: field(form, 'text'),
      answerTo: answerTo === '' ? null : Number(answerTo),
    });
    return context.json({ sent: true });
  });
  app.post('/staff', async (context) => {
    const form = await context.req.parseBody();
    await sandbox.answerAsStaff({ text: field(form, 'text'), answerTo: Number(field(form, 'answerTo')) });
    return context.json({ sent: true });
  });
  return app;
}

const ACCOUNTS = ['client', 'support', 'staff'] as const;

function field(form: Record<string, unknown>, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value.slice(0, 20_000) : '';
}

async function state(sandbox: Sandbox, clock: Clock) {
  const { app } = sandbox;
  const folder = async (account: 'client' | 'support' | 'staff') => (await sandbox.mails(account, 'INBOX')).map(shown);
  const summaries = await listRequests(app.store.read, { states: null, client: null, limit: 200 });
  const requests = await Promise.all(summaries.slice(-20).map(({ number }) => showRequest(app.store.read, number)));
  return {
    client: await folder('client'),
    support: await folder('support'),
    staff: await folder('staff'),
    requests: requests.filter((request) => request !== null).toReversed(),
    queue: (await queueStats(app.store.read, clock.now())).counts,
  };
}

function shown({ uid, message }: SandboxMail) {
  const from = message.from[0];
  return {
    uid,
    from: from ? (from.name === '' ? from.address : from.name) : 'nobody',
    to: message.to[0]?.address ?? '',
    subject: message.subject,
    text: message.text.slice(0, 4000),
    automatic: message.headers.some((header) => header.name === 'auto-submitted'),
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function page() {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Replydesk sandbox</title>
        <link rel="stylesheet" href="/demo.css" />
        <script type="module" src="/demo.js"></script>
      </head>
      <body>
        <header>
          <h1>Replydesk <span>sandbox</span></h1>
          <p>
            Write as the client, watch the acknowledgement arrive, answer as ${STAFF.name}. Nothing leaves this machine.
            <a href="/letters" target="_blank">Change the letters</a> as the admin.
          </p>
        </header>
        <main>
          <section class="pane" aria-labelledby="client-title">
            <h2 id="client-title">The client <small>${CLIENTS.map((client) => client.address).join(', ')}</small></h2>
            <form id="client-form" class="compose">
              <p class="replying" hidden></p>
              <label class="fresh"
                >From
                <select name="client">
                  ${CLIENTS.map((client, index) => html`<option value="${index}">${client.name}</option>`)}
                </select></label
              >
              <label class="fresh">Subject <input name="subject" placeholder="My order" maxlength="200" /></label>
              <label
                >Mail to ${SUPPORT}
                <textarea name="text" rows="4" required placeholder="What would you like to ask?"></textarea>
              </label>
              <input type="hidden" name="answerTo" />
              <button>Send as the client</button>
            </form>
            <ol class="mails" id="client" aria-live="polite"></ol>
          </section>
          <section class="pane" aria-labelledby="support-title">
            <h2 id="support-title">The mailbox <small>${SUPPORT}, read by the desk over IMAP</small></h2>
            <ol class="mails" id="support" aria-live="polite"></ol>
          </section>
          <section class="pane" aria-labelledby="staff-title">
            <h2 id="staff-title">${STAFF.name} <small>${STAFF.address}, in any mail program</small></h2>
            <form id="staff-form" class="compose">
              <p class="replying">Choose a mail below to answer it.</p>
              <label
                >Answer
                <textarea
                  name="text"
                  rows="4"
                  required
                  placeholder="Your answer. A first line such as #resolve is for the desk."
                ></textarea>
              </label>
              <input type="hidden" name="answerTo" />
              <button disabled>Send as ${STAFF.name}</button>
            </form>
            <ol class="mails" id="staff" aria-live="polite"></ol>
          </section>
        </main>
        <section class="desk" aria-labelledby="desk-title">
          <h2 id="desk-title">What the desk knows</h2>
          <div id="requests"></div>
        </section>
        <footer id="queue"></footer>
      </body>
    </html>`;
}

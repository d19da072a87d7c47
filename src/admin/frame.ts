import { html } from 'hono/html';
import type { Session } from './sign-in.ts';

/** Markup that is safe to send: everything put into it was escaped. */
export type Markup = ReturnType<typeof html>;

/** One page: title, the line at the top, what is in it. Nothing inline: the policy of the server forbids it. */
export function page(
  title: string,
  body: Markup,
  { session = null, script = false, wide = false }: { session?: Session | null; script?: boolean; wide?: boolean } = {},
): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Replydesk</title>
        <link rel="stylesheet" href="/sign-in/studio.css" />
        ${script ? html`<script type="module" src="/sign-in/studio.js"></script>` : ''}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        <header>
          <a class="home" href="/studio">Replydesk</a>
          ${session ? whoIsIn(session) : ''}
        </header>
        <main id="main" class="${wide ? 'wide' : 'narrow'}">${body}</main>
      </body>
    </html>`;
}

function whoIsIn({ admin, formKey }: Session): Markup {
  return html`<nav aria-label="You">
    <span>${admin.name}</span>
    <form method="post" action="/sign-in/out">
      <input type="hidden" name="key" value="${formKey}" />
      <button class="quiet">Sign out</button>
    </form>
  </nav>`;
}

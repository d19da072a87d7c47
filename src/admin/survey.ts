import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Score } from '../requests/feedback.ts';
import type { Part } from './server.ts';
import { surveyWords, type SurveyWords } from './survey-words.ts';

/**
 * The page behind "How did we do?". A link in a mail is opened by scanners and previews before any person sees it, so opening
 * it only shows the choice; what counts is the button. It needs no sign-in, sets no cookie, holds no word of the request, and
 * works without a script.
 */
export type Surveys = {
  look(token: string): Promise<{ readonly language: string | null; readonly isOpen: boolean } | null>;
  vote(token: string, score: Score, comment: string): Promise<boolean>;
};

type Firm = { readonly company: string; readonly locale: string };

const SCORES = { good: 5, fair: 3, poor: 1 } as const satisfies Record<string, Score>;
type Choice = keyof typeof SCORES;
const CHOICES = Object.keys(SCORES) as Choice[];

const LONGEST_COMMENT = 5_000;

export function surveyPart(surveys: Surveys, { company, locale }: Firm): Part {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.res.headers.set('cache-control', 'no-store');
    context.res.headers.set('x-robots-tag', 'noindex');
    // The address of the page is the secret that lets its reader answer.
    context.res.headers.set('referrer-policy', 'same-origin');
  });
  app.get('/style.css', (context) => context.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/:token', async (context) => {
    const found = await surveys.look(context.req.param('token'));
    const { lang, words } = surveyWords(found?.language ?? null, locale);
    if (found === null) return context.html(page({ company, lang, body: said(words.gone) }), 404);
    if (!found.isOpen) return context.html(page({ company, lang, body: said(words.before) }));
    return context.html(page({ company, lang, body: form(words, choiceOf(context.req.query('choice')), null) }));
  });
  app.post('/:token', async (context) => {
    const token = context.req.param('token');
    const found = await surveys.look(token);
    const { lang, words } = surveyWords(found?.language ?? null, locale);
    if (found === null) return context.html(page({ company, lang, body: said(words.gone) }), 404);
    const { choice: chosen, comment: written } = await context.req.parseBody();
    const choice = choiceOf(chosen);
    if (choice === null) return context.html(page({ company, lang, body: form(words, null, words.missing) }), 422);
    const comment = typeof written === 'string' ? written.slice(0, LONGEST_COMMENT).trim() : '';
    const counted = await surveys.vote(token, SCORES[choice], comment);
    return context.html(page({ company, lang, body: said(counted ? words.thanks : words.before) }));
  });
  return { path: '/survey', app, for: 'page' };
}

function choiceOf(value: unknown): Choice | null {
  return CHOICES.find((choice) => choice === value) ?? null;
}

type Html = ReturnType<typeof html>;

function page({ company, lang, body }: { company: string; lang: string; body: Html }): Html {
  return html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${company}</title>
        <link rel="stylesheet" href="/survey/style.css" />
      </head>
      <body>
        <main>
          <p class="company">${company}</p>
          ${body}
        </main>
      </body>
    </html>`;
}

function said(sentence: string): Html {
  return html`<h1>${sentence}</h1>`;
}

function form(words: SurveyWords, chosen: Choice | null, problem: string | null): Html {
  return html`<form method="post">
    <fieldset>
      <legend><h1>${words.question}</h1></legend>
      ${problem === null ? '' : html`<p class="problem" role="alert">${problem}</p>`}
      ${CHOICES.map(
        (choice) =>
          html`<label class="choice"
            ><input type="radio" name="choice" value="${choice}" required ${choice === chosen ? 'checked' : ''} /><span
              >${words[choice]}</span
            ></label
          >`,
      )}
    </fieldset>
    <label class="comment"
      >${words.comment}<textarea name="comment" rows="4" maxlength="${LONGEST_COMMENT}"></textarea>
    </label>
    <button>${words.send}</button>
  </form>`;
}

const STYLE = `:root { color-scheme: light dark; --ink: #1f2933; --paper: #ffffff; --ground: #f3f4f2; --line: #c8ced3; --accent: #1f5f8b; --on-accent: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebee; --paper: #1d2327; --ground: #12161a; --line: #48535c; --accent: #7fb9e0; --on-accent: #10202c; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 0 auto; padding: 2rem 1.5rem; min-height: 100vh; background: var(--paper); }
@media (min-width: 34rem) { main { min-height: 0; margin: 3rem auto; border-radius: 0.75rem; padding: 2.5rem; } }
.company { margin: 0 0 1.5rem; opacity: 0.75; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 1rem; }
fieldset { border: 0; margin: 0; padding: 0; }
legend { padding: 0; }
.choice { display: flex; align-items: center; gap: 0.75rem; padding: 0.8rem 1rem; margin: 0 0 0.6rem; border: 1px solid var(--line); border-radius: 0.5rem; cursor: pointer; }
.choice:has(:checked) { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: -2px; }
.choice input { width: 1.2rem; height: 1.2rem; margin: 0; accent-color: var(--accent); }
.comment { display: block; margin: 1.2rem 0; }
textarea { display: block; width: 100%; margin-top: 0.4rem; padding: 0.6rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 0.5rem; }
button { width: 100%; padding: 0.8rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 0.5rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem { color: #b3261e; }
@media (prefers-color-scheme: dark) { .problem { color: #ffb4ab; } }
`;

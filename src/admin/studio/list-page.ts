import { html } from 'hono/html';
import { page, type Markup } from '../frame.ts';
import type { Session } from '../sign-in.ts';
import type { Entry, State, StudioDesk } from './desk.ts';
import { languageName, PURPOSES } from './purposes.ts';

const STATES: Readonly<Record<State, string>> = {
  shipped: 'as it came',
  edited: 'yours',
  draft: 'draft',
  missing: 'missing',
};

/** All purposes and languages, each with its state. */
export function listPage(desk: StudioDesk, session: Session, entries: readonly Entry[]): Markup {
  const locales = [...new Set(entries.map(({ locale }) => locale))];
  const names = [...new Set(entries.map(({ name }) => name))];
  return page(
    'Letters',
    html`<h1>Letters</h1>
      <p>
        What your clients and your people read. Choose one to change its words. Nothing you try here reaches anybody
        until you publish it, and you can always go back.
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label="Letters by language">
        <table class="letters">
          <thead>
            <tr>
              <th scope="col">Letter</th>
              ${locales.map((locale) => html`<th scope="col">${languageName(locale)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${names.map((name) => row(name, entries, locales))}
          </tbody>
        </table>
      </div>
      <p class="small muted">
        Where a language is missing, readers get the letter in ${languageName(desk.locale)}, whole, never half. Another
        language: open a letter and choose it there. Logo, colours, address and legal line are the same in all letters:
        they stand in the file <code>brand.yaml</code>, of which whoever runs the desk has a copy.
      </p>`,
    { session, wide: true },
  );
}

function row(name: Entry['name'], entries: readonly Entry[], locales: readonly string[]): Markup {
  const { title, when } = PURPOSES[name];
  return html`<tr>
    <th scope="row"><a href="/studio/${name}">${title}</a><span class="muted small">${when}</span></th>
    ${locales.map((locale) => {
      const entry = entries.find((one) => one.name === name && one.locale === locale);
      return html`<td>${entry ? badge(entry, `${title} in ${languageName(locale)}: `) : ''}</td>`;
    })}
  </tr>`;
}

function badge({ name, locale, state }: Entry, spoken: string): Markup {
  return html`<a class="state ${state}" href="/studio/${name}/${locale}"
    ><span class="spoken">${spoken}</span><span class="code" aria-hidden="true">${locale} </span
    ><span class="word">${STATES[state]}</span></a
  >`;
}

/** One purpose in all its languages, side by side. */
export function languagesPage(
  desk: StudioDesk,
  session: Session,
  name: Entry['name'],
  entries: readonly Entry[],
): Markup {
  const { title, when } = PURPOSES[name];
  const missing = entries.filter(({ inForce }) => inForce === null);
  return page(
    title,
    html`<p class="trail"><a href="/studio">Letters</a></p>
      <h1>${title}</h1>
      <p class="muted">Sent ${when}.</p>
      ${
        missing.length > 0
          ? html`<p class="note warn">
              Missing: ${missing.map(({ locale }) => languageName(locale)).join(', ')}. Readers get it in
              ${languageName(desk.locale)}.
            </p>`
          : html`<p class="note good">No language is missing.</p>`
      }
      <div class="columns" tabindex="0" role="region" aria-label="The letter in every language">
        ${entries.map(
          (entry) =>
            html`<section aria-label="${languageName(entry.locale)}">
              <h2>
                <a href="/studio/${name}/${entry.locale}">${languageName(entry.locale)}</a>
                <span class="state ${entry.state}">${STATES[entry.state]}</span>
              </h2>
              <pre lang="${entry.locale}" tabindex="0" aria-label="Text in ${languageName(entry.locale)}">
${entry.draft?.source ?? entry.inForce?.text ?? 'Nothing yet.'}</pre>
            </section>`,
        )}
      </div>
      <form class="row" method="get" action="/studio/${name}/other">
        <label for="locale">Another language</label>
        <input id="locale" name="locale" size="6" pattern="[a-z]{2,3}(-[A-Za-z0-9]{2,8})*" placeholder="sv" required />
        <button class="second">Begin it</button>
      </form>`,
    { session, wide: true },
  );
}

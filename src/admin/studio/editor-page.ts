import { html } from 'hono/html';
import { CATALOGUE, type Placeholder } from '../../respond/catalogue.ts';
import type { Problem } from '../../respond/render/placeholder-marks.ts';
import type { TemplateVersion } from '../../store/templates.ts';
import { page, type Markup } from '../frame.ts';
import type { Session } from '../sign-in.ts';
import type { Entry } from './desk.ts';
import { sideBySide } from './difference.ts';
import { SAMPLES, type Preview, type Reader } from './preview.ts';
import { languageName, PURPOSES } from './purposes.ts';

/** What the author sees of his text, whatever became of it. */
export type Editing = {
  readonly entry: Entry;
  readonly format: 'markdown' | 'mjml';
  readonly text: string;
  /** What he believes to be in force and in the draft. */
  readonly basedOn: number;
  readonly revision: number | null;
  readonly reader: Reader;
  readonly note: string;
  readonly preview: Preview;
  /** Where the frame finds the letter; null where there is none. */
  readonly letterId: string | null;
  /** What to tell him first. */
  readonly told: { readonly kind: 'good' | 'warn' | 'bad'; readonly text: string } | null;
  /** What somebody else wrote meanwhile, to be compared with. */
  readonly theirs: { readonly who: string; readonly text: string } | null;
};

export function editorPage(session: Session, editing: Editing): Markup {
  const { entry, text, told, theirs } = editing;
  const { title } = PURPOSES[entry.name];
  const language = languageName(entry.locale);
  const at = `/studio/${entry.name}/${entry.locale}`;
  return page(
    `${title} in ${language}`,
    html`<p class="trail"><a href="/studio">Letters</a> › <a href="/studio/${entry.name}">${title}</a></p>
      <div class="row title">
        <h1>${title} <span class="muted">in ${language}</span></h1>
        <a href="${at}/history">History</a>
      </div>
      ${told ? html`<p class="note ${told.kind}" role="alert">${told.text}</p>` : standing(entry)}
      ${theirs ? difference(`What ${theirs.who} wrote`, 'Your text', theirs.text, text) : ''}
      <form
        method="post"
        action="${at}"
        id="letter"
        data-preview="${at}/preview"
        data-placeholders="${JSON.stringify(names(entry.name))}"
      >
        <input type="hidden" name="key" value="${session.formKey}" />
        <input type="hidden" name="format" value="${editing.format}" />
        <input type="hidden" name="basedOn" value="${editing.basedOn}" />
        <input type="hidden" name="revision" value="${editing.revision ?? ''}" />
        <div class="bench">${writing(editing)} ${looking(editing)}</div>
      </form>
      ${
        entry.inForce && entry.inForce.text !== text && !theirs
          ? difference('In force', 'Your text', entry.inForce.text, text)
          : ''
      }`,
    { session, script: true, wide: true },
  );
}

function standing({ draft, state, inForce }: Entry): Markup {
  if (draft) return html`<p class="note">A draft by ${draft.author}. Nobody reads it before it is published.</p>`;
  if (inForce === null)
    return html`<p class="note warn">
      There is no such letter in this language yet. It begins with another one’s words.
    </p>`;
  return state === 'edited'
    ? html`<p class="note">This is your own version, and it is in force.</p>`
    : html`<p class="note">This is how it came with the program.</p>`;
}

function writing({ entry, text, note, preview, format }: Editing): Markup {
  return html`<section class="writing" aria-label="Write">
    <label for="text">Text${format === 'mjml' ? ' (MJML; what stands in the texts is Markdown)' : ''}</label>
    <textarea id="text" name="text" rows="26" spellcheck="true" lang="${entry.locale}" aria-describedby="problems">
${text}</textarea>
    <div id="problems" class="problems" role="status">${problemList(preview.problems)}</div>
    <div class="row actions">
      <button name="do" value="check" class="second">Check</button>
      <button name="do" value="save" class="second">Save draft</button>
      <button name="do" value="test" class="second">Send a test to myself</button>
      ${entry.draft ? html`<button name="do" value="discard" class="quiet">Throw the draft away</button>` : ''}
    </div>
    <div class="publish">
      <label for="note">What did you change, and why?</label>
      <div class="row">
        <input id="note" name="note" value="${note}" maxlength="200" autocomplete="off" />
        <button name="do" value="publish">Publish</button>
      </div>
    </div>
    <details class="picker" open>
      <summary>What you can put in</summary>
      <ul>
        ${CATALOGUE[entry.name].map(chip)}
      </ul>
    </details>
  </section>`;
}

function chip({ path, label, about, kind }: Placeholder): Markup {
  const code =
    kind === 'list'
      ? `{% for item in ${path} %}{% endfor %}`
      : kind === 'yes-no'
        ? `{% if ${path} %}{% endif %}`
        : `{{ ${path} }}`;
  return html`<li>
    <button type="button" class="chip" data-insert="${code}" title="${about}">${label}</button>
    <code>${code}</code>
  </li>`;
}

function names(name: Entry['name']): { path: string; label: string; detail: string; kind: string }[] {
  return CATALOGUE[name].map(({ path, label, about, kind }) => ({ path, label, detail: about, kind }));
}

/** Each with its line, errors first. */
export function problemList(problems: readonly Problem[]): Markup {
  if (problems.length === 0) return html`<p class="fine">Nothing is wrong with it.</p>`;
  return html`<ul>
    ${problems.map(
      ({ severity, line, message }) =>
        html`<li class="${severity}">
          <b>${severity === 'error' ? 'Error' : 'Hint'}${line === null ? '' : ` in line ${line}`}:</b> ${message}
        </li>`,
    )}
  </ul>`;
}

function looking({ preview, letterId, reader }: Editing): Markup {
  const { letter } = preview;
  const frame = (dark: boolean): Markup =>
    html`<iframe
      class="${dark ? 'in-dark' : 'in-light'}"
      sandbox=""
      title="${dark ? 'The letter in the dark' : 'The letter'}"
      ${letterId === null ? '' : html`src="/studio/letter/${letterId}${dark ? '?dark=1' : ''}"`}
    ></iframe>`;
  const view = (id: string, label: string, checked: boolean): Markup =>
    html`<label
      ><input type="radio" name="view" value="${id}" id="view-${id}" ${checked ? 'checked' : ''} />${label}</label
    >`;
  return html`<section class="looking" aria-label="Preview">
    <div class="row">
      <label for="sample">Shown for</label>
      <select id="sample" name="sample">
        ${SAMPLES.map((who, at) => html`<option value="${at}" ${at === reader.sample ? 'selected' : ''}>${who}</option>`)}
      </select>
      <label for="request">or request</label>
      <input
        id="request"
        name="request"
        size="6"
        inputmode="numeric"
        pattern="[0-9]*"
        placeholder="1001"
        value="${reader.request ?? ''}"
      />
    </div>
    <fieldset class="views">
      <legend class="spoken">How it is read</legend>
      ${view('desktop', 'Desktop', true)} ${view('phone', 'Phone', false)} ${view('dark', 'Dark', false)}
      ${view('text', 'Plain text', false)}
    </fieldset>
    <dl class="heading">
      <dt>Subject</dt>
      <dd id="shown-subject">${letter?.subject ?? '–'}</dd>
      <dt>Preview line</dt>
      <dd id="shown-preheader">${letter?.preheader ?? '–'}</dd>
    </dl>
    <p id="no-letter" class="note bad" ${letter ? 'hidden' : ''}>
      There is nothing to show until the errors are mended.
    </p>
    <p id="no-html" class="note" ${letter?.html === null ? '' : 'hidden'}>This letter is sent as plain text only.</p>
    <div class="frames">
      ${frame(false)} ${frame(true)}
      <pre id="shown-text" class="in-text" tabindex="0" aria-label="The letter as plain text">
${letter?.text ?? ''}</pre>
    </div>
  </section>`;
}

/** Two texts side by side; what differs is marked, and said to who does not see colours. */
export function difference(left: string, right: string, before: string, after: string): Markup {
  const pairs = sideBySide(before, after);
  const cell = (text: string | null, tag: 'del' | 'ins', changed: boolean): Markup =>
    text === null
      ? html`<td class="none"></td>`
      : html`<td>${changed ? (tag === 'del' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`) : text}</td>`;
  return html`<section aria-label="Difference">
    <h2>Difference</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Both texts side by side">
      <table class="difference">
        <thead>
          <tr>
            <th scope="col">${left}</th>
            <th scope="col">${right}</th>
          </tr>
        </thead>
        <tbody>
          ${pairs.map(
            ({ kind, left: one, right: other }) =>
              html`<tr>
                ${cell(one, 'del', kind === 'changed')}${cell(other, 'ins', kind === 'changed')}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** Who published what, when and why; and the way back. */
export function historyPage(
  session: Session,
  entry: Entry,
  versions: readonly TemplateVersion[],
  { file, moment, told }: { file: string | null; moment: (at: Temporal.Instant) => string; told: string | null },
): Markup {
  const { title } = PURPOSES[entry.name];
  const at = `/studio/${entry.name}/${entry.locale}`;
  const back = (to: number): Markup =>
    html`<form method="post" action="${at}/history" class="row">
      <input type="hidden" name="key" value="${session.formKey}" />
      <input type="hidden" name="to" value="${to}" />
      <button class="second">${to === 0 ? 'Back to how it came' : `Back to version ${to}`}</button>
    </form>`;
  return page(
    `History of ${title}`,
    html`<p class="trail">
        <a href="/studio">Letters</a> › <a href="/studio/${entry.name}">${title}</a> ›
        <a href="${at}">${languageName(entry.locale)}</a>
      </p>
      <h1>History</h1>
      ${told === null ? '' : html`<p class="note good" role="alert">${told}</p>`}
      ${versions.length === 0 ? html`<p>It is as it came. Nothing was ever published.</p>` : ''}
      <ol class="history">
        ${versions.map(
          (version) =>
            html`<li>
              <h2>
                Version ${version.number} ${version.isPublished ? html`<span class="state edited">in force</span>` : ''}
              </h2>
              <p>
                ${version.author},
                <time datetime="${version.publishedAt.toString()}">${moment(version.publishedAt)}</time
                >${version.note === '' ? '' : html`: ${version.note}`}${version.content === null ? ' (back to how it came)' : ''}
              </p>
              ${
                version.content && !version.isPublished
                  ? html`<details>
                        <summary>How it differs from what is in force</summary>
                        ${difference(`Version ${version.number}`, 'In force', version.content.source, entry.inForce?.text ?? '')}
                      </details>
                      ${back(version.number)}`
                  : ''
              }
            </li>`,
        )}
        ${
          file !== null && entry.version !== null
            ? html`<li>
                <h2>As it came</h2>
                <p>The letter that comes with the program.</p>
                ${back(0)}
              </li>`
            : ''
        }
      </ol>`,
    { session, wide: true },
  );
}

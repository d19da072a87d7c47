import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { chips } from './chips.ts';
import { completions, language, type Name } from './language.ts';

/**
 * Makes the studio's page comfortable: an editor in the place of the bare text field, and a preview while one types. Without
 * this script the page does the same by its buttons. The editor lives in a shadow root, where its looks need no exception
 * from the policy that forbids inline style.
 */
type Answer = {
  readonly problems: readonly {
    readonly severity: 'error' | 'warning';
    readonly line: number | null;
    readonly message: string;
  }[];
  readonly list: string;
  readonly letter: {
    readonly subject: string;
    readonly preheader: string;
    readonly text: string;
    readonly html: string | null;
  } | null;
};

const PAUSE_MS = 250;

function start(form: HTMLFormElement, field: HTMLTextAreaElement): void {
  const names = JSON.parse(form.dataset['placeholders'] ?? '[]') as Name[];
  const host = document.createElement('div');
  host.className = 'editor';
  field.after(host);
  field.hidden = true;
  document.querySelector('button[value="check"]')?.remove();
  const root = host.attachShadow({ mode: 'open' });
  let unsaved = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void preview(form, view), PAUSE_MS);
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        language,
        chips(names),
        // It opens within a placeholder only, where nobody means a new line: Enter takes what is shown, however fast it comes.
        autocompletion({ override: [completions(names)], icons: false, interactionDelay: 0 }),
        keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({
          'aria-label': 'Text of the letter',
          tabindex: '0',
          spellcheck: 'true',
          lang: field.lang,
        }),
        looks,
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          field.value = update.state.doc.toString();
          unsaved = true;
          later();
        }),
      ],
    }),
  });
  for (const label of document.querySelectorAll<HTMLLabelElement>('label[for="text"]'))
    label.addEventListener('click', () => view.focus());
  for (const name of ['sample', 'request']) document.getElementById(name)?.addEventListener('input', later);
  for (const chip of document.querySelectorAll<HTMLButtonElement>('button[data-insert]'))
    chip.addEventListener('click', () => insert(view, chip.dataset['insert'] ?? ''));
  form.addEventListener('submit', () => (unsaved = false));
  addEventListener('beforeunload', (event) => {
    if (unsaved) event.preventDefault();
  });
  void preview(form, view);
}

/** Puts a placeholder where the cursor is; between the two tags of a condition the author goes on. */
function insert(view: EditorView, code: string): void {
  const { from, to } = view.state.selection.main;
  const middle = code.indexOf('%}{%');
  const selected = view.state.sliceDoc(from, to);
  const text = middle < 0 ? code : code.slice(0, middle + 2) + selected + code.slice(middle + 2);
  const cursor = from + (middle < 0 ? text.length : middle + 2 + selected.length);
  view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: cursor }, scrollIntoView: true });
  view.focus();
}

let asked = 0;
/** A letter was shown since the page was opened. */
let shown = false;

async function preview(form: HTMLFormElement, view: EditorView): Promise<void> {
  const mine = ++asked;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  const answer = await fetch(form.dataset['preview'] ?? '', { method: 'POST', body }).catch(() => null);
  if (mine !== asked) return;
  if (answer?.redirected === true) {
    tell('You were signed out. Copy your text, then sign in again.');
    return;
  }
  if (answer?.ok !== true) {
    tell('The desk cannot be reached just now; the preview waits.');
    return;
  }
  const { problems, list, letter } = (await answer.json()) as Answer;
  view.dispatch(
    setDiagnostics(
      view.state,
      problems.map((problem) => diagnostic(view.state, problem)),
    ),
  );
  // Made by the desk, every word escaped.
  byId('problems').innerHTML = list;
  byId('no-letter').hidden = letter !== null;
  if (letter !== null) shown = true;
  else if (shown) byId('no-letter').textContent = 'Until the error is mended you see the letter as it was before.';
  document.querySelector('.frames')?.classList.toggle('stale', letter === null);
  byId('no-html').hidden = letter === null || letter.html !== null;
  if (letter === null) return;
  byId('shown-subject').textContent = letter.subject;
  byId('shown-preheader').textContent = letter.preheader || '–';
  byId('shown-text').textContent = letter.text;
  for (const frame of document.querySelectorAll<HTMLIFrameElement>('.frames iframe')) {
    const dark = frame.classList.contains('in-dark') ? '?dark=1' : '';
    // Replaced, so that the way back leads to the page before and not through every preview.
    if (letter.html !== null) frame.contentWindow?.location.replace(`/studio/letter/${letter.html}${dark}`);
  }
}

function diagnostic({ doc }: EditorState, { severity, line, message }: Answer['problems'][number]): Diagnostic {
  const { from, to } = doc.line(Math.min(Math.max(line ?? 1, 1), doc.lines));
  return { from, to: line === null ? from : to, severity, message };
}

function tell(text: string): void {
  byId('problems').textContent = text;
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

const looks = EditorView.theme({
  '&': {
    border: '1px solid light-dark(#8a9499, #6d777d)',
    borderRadius: '8px',
    background: 'var(--paper)',
    color: 'var(--ink)',
  },
  '&.cm-focused': { outline: '3px solid var(--accent)', outlineOffset: '2px' },
  '.cm-scroller': {
    font: '15px/1.6 ui-monospace, "SF Mono", Menlo, Consolas, monospace',
    maxHeight: '36rem',
    minHeight: '20rem',
  },
  '.cm-gutters': { background: 'var(--panel)', color: 'var(--muted)', border: 'none', borderRadius: '8px 0 0 8px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-selectionBackground': { background: 'light-dark(#cfe3ea, #2f4b57) !important' },
  '.cm-chip': {
    display: 'inline-block',
    padding: '0 .5em',
    borderRadius: '999px',
    background: 'light-dark(#dcebf0, #28434f)',
    color: 'var(--ink)',
    font: '600 13px/1.5 -apple-system, "Segoe UI", Roboto, Arial, sans-serif',
  },
  '.cm-chip-unknown': { background: 'var(--bad-soft)', color: 'var(--bad)' },
  '.cm-tooltip': {
    background: 'var(--paper)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--accent)', color: 'var(--on-accent)' },
  // In the place of CodeMirror's own pictures, which are data: addresses.
  '.cm-lintRange': { backgroundImage: 'none', paddingBottom: '0' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline dotted var(--warn)' },
  '.cm-lint-marker-error': { content: '"✕"', color: 'var(--bad)', fontWeight: '700', textAlign: 'center' },
  '.cm-lint-marker-warning': { content: '"!"', color: 'var(--warn)', fontWeight: '700', textAlign: 'center' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
});

const form = document.querySelector<HTMLFormElement>('form#letter');
const field = document.querySelector<HTMLTextAreaElement>('textarea#text');
if (form && field) start(form, field);

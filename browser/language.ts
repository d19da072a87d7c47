import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

/** A placeholder as the page tells of it. */
export type Name = { readonly path: string; readonly label: string; readonly detail: string; readonly kind: string };

type State = { inside: '' | 'output' | 'tag' | 'element'; top: boolean };

/** Markdown, MJML and Liquid, told apart by colour only: what is wrong is found by the desk itself. */
const letters = StreamLanguage.define<State>({
  startState: () => ({ inside: '', top: false }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.inside === 'output' || state.inside === 'tag') {
      const end = state.inside === 'output' ? '}}' : '%}';
      if (stream.match(end)) {
        state.inside = '';
        return 'bracket';
      }
      if (stream.match(/^(?:"[^"]*"|'[^']*')/)) return 'string';
      if (
        stream.match(
          /^(?:if|elsif|else|endif|unless|endunless|for|endfor|in|case|when|endcase|assign|and|or|contains|default)\b/,
        )
      )
        return 'keyword';
      if (stream.match(/^[\w.-]+/)) return 'variableName';
      stream.next();
      return null;
    }
    if (stream.match('{{')) {
      state.inside = 'output';
      return 'bracket';
    }
    if (stream.match('{%')) {
      state.inside = 'tag';
      return 'bracket';
    }
    if (stream.sol()) {
      if (stream.match(/^---$/)) return 'meta';
      if (stream.match(/^(?:subject|preheader|format)(?=:)/)) return 'propertyName';
      if (stream.match(/^#{1,3} .*/)) return 'heading';
      if (stream.match(/^\s*(?:[-*]|>|\d+\.) /)) return 'meta';
    }
    if (stream.match(/^<!--.*?-->/)) return 'comment';
    if (stream.match(/^<\/?[a-z][\w-]*/)) return 'tagName';
    if (stream.match(/^\/?>/)) return 'tagName';
    if (stream.match(/^\*\*[^*{}]*\*\*/)) return 'strong';
    if (stream.match(/^\[[^\]{}]*\]/)) return 'link';
    stream.next();
    return null;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.bracket, color: 'var(--accent)' },
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '600' },
  { tag: tags.variableName, color: 'var(--good)' },
  { tag: tags.string, color: 'var(--warn)' },
  { tag: tags.propertyName, color: 'var(--muted)', fontWeight: '600' },
  { tag: tags.meta, color: 'var(--muted)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: tags.tagName, color: 'var(--muted)' },
  { tag: tags.heading, fontWeight: '700' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.link, textDecoration: 'underline' },
]);

export const language: Extension = [letters, syntaxHighlighting(colours)];

const STEERING = [
  { label: 'if', detail: 'only where there is something', apply: 'if  %}{% endif' },
  { label: 'unless', detail: 'only where there is nothing', apply: 'unless  %}{% endunless' },
  { label: 'for', detail: 'for each of a list', apply: 'for item in  %}{% endfor' },
  { label: 'else', detail: 'otherwise' },
  { label: 'elsif', detail: 'otherwise, if' },
  { label: 'endif', detail: 'end of if' },
  { label: 'endfor', detail: 'end of for' },
];
const FILTERS = [
  { label: 'default: "…"', detail: 'words where there is nothing', apply: 'default: ""' },
  { label: 'truncate: 80', detail: 'at most so many characters' },
  { label: 'upcase', detail: 'in capitals' },
  { label: 'capitalize', detail: 'first letter in capitals' },
];

/** Offers what fits where the cursor stands: placeholders by their plain names, tags, filters, MJML elements. */
export function completions(names: readonly Name[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const filter = context.matchBefore(/\{\{[^{}|]*\|\s*[\w:]*/);
    if (filter) return { from: context.pos - (/[\w:]*$/.exec(filter.text)?.[0].length ?? 0), options: FILTERS };
    const steering = context.matchBefore(/\{%-?\s*\w*/);
    if (steering) return { from: context.pos - (/\w*$/.exec(steering.text)?.[0].length ?? 0), options: STEERING };
    const inside = context.matchBefore(/\{[{%][^{}]*?[\w.]*/);
    if (inside)
      return {
        from: context.pos - (/[\w.]*$/.exec(inside.text)?.[0].length ?? 0),
        options: names.map(({ path, label, detail }) => ({
          label: path,
          displayLabel: `${label} (${path})`,
          info: detail,
        })),
      };
    const element = context.matchBefore(/<\/?mj-?\w*/);
    if (!element) return null;
    const options = ['mj-section', 'mj-column', 'mj-text', 'mj-button', 'mj-image', 'mj-divider', 'mj-spacer'];
    return { from: element.from + 1, options: options.map((label) => ({ label })) };
  };
}

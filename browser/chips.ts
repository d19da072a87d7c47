import { RangeSetBuilder, type Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import type { Name } from './language.ts';

/** A placeholder as a word that everybody understands. The code behind it shows as soon as the cursor is in it. */
class Chip extends WidgetType {
  readonly label: string;
  readonly code: string;
  readonly known: boolean;

  constructor(label: string, code: string, known: boolean) {
    super();
    this.label = label;
    this.code = code;
    this.known = known;
  }

  override eq(other: Chip): boolean {
    return other.code === this.code;
  }

  toDOM(): HTMLElement {
    const chip = document.createElement('span');
    chip.className = this.known ? 'cm-chip' : 'cm-chip cm-chip-unknown';
    chip.textContent = this.label;
    chip.title = this.code;
    return chip;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const OUTPUT = /\{\{-?\s*([\w.]+)[^{}]*\}\}/g;

export function chips(names: readonly Name[]): Extension {
  const labels = new Map(names.map(({ path, label }) => [path, label]));
  const build = (view: EditorView): DecorationSet => {
    const builder = new RangeSetBuilder<Decoration>();
    const { head, anchor } = view.state.selection.main;
    for (const { from, to } of view.visibleRanges)
      for (const found of view.state.sliceDoc(from, to).matchAll(OUTPUT)) {
        const start = from + found.index;
        const end = start + found[0].length;
        if (view.hasFocus && Math.max(head, anchor) >= start && Math.min(head, anchor) <= end) continue;
        const label = labels.get(found[1] ?? '');
        builder.add(
          start,
          end,
          Decoration.replace({ widget: new Chip(label ?? found[1] ?? '', found[0], label !== undefined) }),
        );
      }
    return builder.finish();
  };
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = build(view);
      }
      update(update: ViewUpdate): void {
        if (update.docChanged || update.selectionSet || update.viewportChanged || update.focusChanged)
          this.decorations = build(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

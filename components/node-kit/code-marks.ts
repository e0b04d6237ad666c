import { RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import type { TextRange } from '#core/graph/json-places.ts';

/** A stretch of the text that is wrong, with the sentence that its tooltip shows. */
export interface WrongRange extends TextRange {
  message: string;
  severity: 'error' | 'warning';
}

const setWrong = StateEffect.define<readonly WrongRange[]>();

const wrongField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    // Between two checks the marks move with the text.
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects)
      if (effect.is(setWrong)) next = wrongMarks(effect.value, transaction.newDoc.length);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Underlines what {@link showWrong} names. */
export const wrongRanges: Extension = wrongField;

export function showWrong(view: EditorView, ranges: readonly WrongRange[]): void {
  view.dispatch({ effects: setWrong.of(ranges) });
}

/** An empty stretch (the end of the text, say) takes in the character before, so that it can be seen. */
function wrongMarks(ranges: readonly WrongRange[], length: number): DecorationSet {
  const marks = ranges.flatMap(({ start, end, message, severity }) => {
    const to = Math.min(end, length);
    const from = Math.min(start, to === start ? Math.max(0, to - 1) : to);
    if (from >= to) return [];
    return [Decoration.mark({ class: `code-wrong code-${severity}`, attributes: { title: message } }).range(from, to)];
  });
  return Decoration.set(marks, true);
}

/** Marks tokens with classes: `pattern` is global and its groups' names are the classes. */
export function highlight(pattern: RegExp): Extension {
  const marks = new Map<string, Decoration>();
  const markOf = (name: string): Decoration => {
    const mark = marks.get(name) ?? Decoration.mark({ class: `code-${name}` });
    marks.set(name, mark);
    return mark;
  };
  const decorate = (view: EditorView): DecorationSet => {
    const builder = new RangeSetBuilder<Decoration>();
    for (const { from, to } of view.visibleRanges) {
      for (const match of view.state.sliceDoc(from, to).matchAll(pattern)) {
        const name = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
        if (name) builder.add(from + match.index, from + match.index + match[0].length, markOf(name));
      }
    }
    return builder.finish();
  };
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = decorate(view);
      }
      update(update: ViewUpdate): void {
        if (update.docChanged || update.viewportChanged) this.decorations = decorate(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

'use client';

import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete';
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { Compartment, EditorState, Prec, RangeSetBuilder } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, keymap, placeholder, ViewPlugin } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { parseTemplate } from '#core/expr/template.ts';
import type { FieldPreview } from '#core/run/field-preview.ts';
import { highlight, showWrong, wrongRanges } from './code-marks.ts';
import type { WrongRange } from './code-marks.ts';
import type { ReachableValue } from './inspector-context.ts';
import { showText } from './replace-text.ts';
import { bareInsertion, conditionSpot, insertion, templateSpot } from './template-completion.ts';

export interface ExpressionEditorProps {
  kind: 'template' | 'condition';
  value: string;
  onChange(value: string): void;
  onBlur(): void;
  /** What the picker offers. */
  reachable: readonly ReachableValue[];
  readOnly: boolean;
  label: string;
  placeholder: string;
  invalid: boolean;
  /** What is underlined. */
  wrong: readonly WrongRange[];
  /** What a value of the picker was in the last run. */
  valueOf(expression: string): FieldPreview | null;
  /** Id of the element that says what is wrong or what belongs here. */
  describedBy: string | undefined;
}

/**
 * A CodeMirror field for templates and conditions. Holes are marked, `/` and `{{` open a picker of what is reachable.
 * Tab is left alone: it moves the focus. It is a chunk of its own, loaded when the first such field is shown.
 */
export default function ExpressionEditor(props: ExpressionEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const dynamic = useRef(new Compartment());

  useLayoutEffect(() => {
    if (!host.current) return undefined;
    const created = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [fixedExtensions(latest), dynamic.current.of(changing(latest.current))],
      }),
    });
    view.current = created;
    return () => {
      view.current = null;
      created.destroy();
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: dynamic.current.reconfigure(changing(latest.current)) });
  }, [props.readOnly, props.label, props.placeholder, props.invalid, props.describedBy]);

  // Somebody else changed the value (undo, another field of the same node): the text follows, the cursor stays.
  useEffect(() => {
    if (view.current) showText(view.current, props.value);
  }, [props.value]);

  useEffect(() => {
    if (view.current) showWrong(view.current, props.wrong);
  }, [props.wrong]);

  return <div ref={host} className="expression-editor nowheel nodrag" data-invalid={props.invalid || undefined} />;
}

const CEL_TOKEN =
  /(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<value>\b(?:true|false|null)\b|\b\d[\d.]*)|(?<call>\b[a-zA-Z_]\w*(?=\())|(?<name>\b(?:input|nodes|item|index|run|workflow)(?:\.\w+)*)/g;

type Latest = { current: ExpressionEditorProps };

function fixedExtensions(latest: Latest): Extension {
  return [
    history(),
    EditorView.lineWrapping,
    latest.current.kind === 'template' ? holeMarks : highlight(CEL_TOKEN),
    wrongRanges,
    autocompletion({ override: [(context) => complete(context, latest)], icons: false, defaultKeymap: false }),
    Prec.highest(
      keymap.of([...completionKeymap.filter(({ key }) => key !== 'Escape'), { key: 'Escape', run: closeList }]),
    ),
    keymap.of([
      { key: 'Tab', run: acceptCompletion },
      { key: 'Mod-Space', run: startCompletion },
      ...defaultKeymap.filter((binding) => binding.key !== 'Mod-Enter'),
      ...historyKeymap,
    ]),
    EditorView.updateListener.of((update: ViewUpdate) => {
      const text = update.state.doc.toString();
      if (update.docChanged && text !== latest.current.value) latest.current.onChange(text);
      if (update.focusChanged && !update.view.hasFocus) latest.current.onBlur();
    }),
  ];
}

/** While something to offer is only being looked for, there is no list to close: Escape is for what is around. */
function closeList(view: EditorView): boolean {
  const isOpen = completionStatus(view.state) === 'active';
  closeCompletion(view);
  return isOpen;
}

function changing({ readOnly, label, placeholder: ghost, invalid, describedBy }: ExpressionEditorProps): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    placeholder(ghost),
    EditorView.contentAttributes.of({
      'aria-label': label,
      ...(invalid ? { 'aria-invalid': 'true' } : {}),
      ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    }),
  ];
}

function complete(context: CompletionContext, latest: Latest): CompletionResult | null {
  const { kind, reachable, valueOf } = latest.current;
  const text = context.state.doc.toString();
  const spot = (kind === 'template' ? templateSpot : conditionSpot)(text, context.pos, context.explicit);
  if (!spot) return null;
  const typed = text.slice(spot.from, spot.to).replace(/^\//, '').toLowerCase();
  const options = reachable
    .filter((value) => `${value.expression} ${value.label}`.toLowerCase().includes(typed))
    .map(
      (value): Completion => ({
        label: value.expression,
        displayLabel: value.label,
        detail: value.certain ? value.type : `${value.type}, maybe`,
        boost: value.certain ? 1 : 0,
        // Worked out for the line that is looked at, not for hundreds.
        info: () => lastValue(valueOf(value.expression)),
        apply: (view, _completion, from, to) => {
          const after = view.state.sliceDoc(to);
          const insert = kind === 'template' ? insertion(value, spot, after) : bareInsertion(value);
          view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length } });
        },
      }),
    );
  return {
    from: spot.from,
    to: spot.to,
    options,
    // Filtered above: the label may match where the expression does not.
    filter: false,
    // With each letter at once: while a list is only being looked for anew, a click on the one that shows does nothing.
    update: (_current, _from, _to, next) => complete(next, latest),
  };
}

const INFO_CHARS = 300;

/** Beside the picker: what the value was in the last run. Null where there is nothing to tell. */
function lastValue(preview: FieldPreview | null): Node | null {
  if (!preview?.ok) return null;
  const { value } = preview;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  const element = document.createElement('div');
  element.className = 'last-value';
  element.textContent = text.length > INFO_CHARS ? `${text.slice(0, INFO_CHARS)} …` : text;
  return element;
}

const hole = Decoration.mark({ class: 'expression-hole' });

const holeMarks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = markHoles(view.state.doc.toString());
    }
    update(update: ViewUpdate): void {
      if (update.docChanged) this.decorations = markHoles(update.state.doc.toString());
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function markHoles(text: string): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of holesOf(text)) builder.add(from, to, hole);
  return builder.finish();
}

/** While a hole is being typed the template does not parse: nothing is marked then. */
function holesOf(text: string): { from: number; to: number }[] {
  try {
    return parseTemplate(text)
      .filter((part) => part.kind === 'hole')
      .map((part) => ({ from: part.start - 2, to: part.start + part.text.length + 2 }));
  } catch {
    return [];
  }
}

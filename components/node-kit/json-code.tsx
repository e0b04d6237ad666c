'use client';

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { Compartment, EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { highlight, showWrong, wrongRanges } from './code-marks.ts';
import type { WrongRange } from './code-marks.ts';
import { showText } from './replace-text.ts';
import './expression-editor.css';

export interface JsonCodeProps {
  text: string;
  onChange(text: string): void;
  onBlur(): void;
  readOnly: boolean;
  label: string;
  wrong: readonly WrongRange[];
  describedBy: string | undefined;
  /** Puts the cursor there; each request is an object of its own. */
  goTo: { offset: number } | null;
}

const JSON_TOKEN =
  /(?<key>"(?:[^"\\\n]|\\.)*"(?=\s*:))|(?<text>"(?:[^"\\\n]|\\.)*")|(?<value>-?\d[\d.eE+-]*|\b(?:true|false|null)\b)/g;

/** JSON as code, with line numbers and what is wrong underlined. A chunk of its own, loaded when first shown. */
export default function JsonCode(props: JsonCodeProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const changing = useRef(new Compartment());

  useLayoutEffect(() => {
    if (!host.current) return undefined;
    const created = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [fixed(latest), changing.current.of(attributes(latest.current))],
      }),
    });
    view.current = created;
    return () => {
      view.current = null;
      created.destroy();
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: changing.current.reconfigure(attributes(latest.current)) });
  }, [props.readOnly, props.label, props.describedBy]);
  useEffect(() => {
    const current = view.current;
    if (!current) return;
    showText(current, props.text);
    showWrong(current, props.wrong);
  }, [props.text, props.wrong]);
  useEffect(() => {
    if (!props.goTo || !view.current) return;
    view.current.dispatch({
      selection: { anchor: Math.min(props.goTo.offset, view.current.state.doc.length) },
      scrollIntoView: true,
    });
    view.current.focus();
  }, [props.goTo]);

  return <div ref={host} className="expression-editor json-code nowheel nodrag" />;
}

function fixed(latest: { current: JsonCodeProps }): Extension {
  return [
    history(),
    lineNumbers(),
    EditorView.lineWrapping,
    highlight(JSON_TOKEN),
    wrongRanges,
    // Tab is left alone: it moves the focus.
    keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...historyKeymap]),
    EditorView.updateListener.of((update) => {
      const text = update.state.doc.toString();
      if (update.docChanged && text !== latest.current.text) latest.current.onChange(text);
      if (update.focusChanged && !update.view.hasFocus) latest.current.onBlur();
    }),
  ];
}

function attributes({ readOnly, label, describedBy }: JsonCodeProps): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      'aria-label': label,
      ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    }),
  ];
}

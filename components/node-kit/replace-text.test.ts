import { history, undo } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { textTransaction } from './replace-text.ts';

const at = (doc: string, cursor: number) => EditorState.create({ doc, selection: { anchor: cursor } });

function become(state: EditorState, text: string): EditorState {
  const transaction = textTransaction(state, text);
  return transaction ? state.update(transaction).state : state;
}

test('the text becomes the other one, whatever it was', () => {
  const texts = ['', 'a', 'aa', 'aba', 'Dear {{ input.name }}', 'Dear Ana', 'ana', 'line\nline\nline', 'line\nline'];
  for (const before of texts)
    for (const after of texts) expect(become(at(before, 0), after).doc.toString()).toBe(after);
});

test('the cursor stays in its word when something changes before or behind it', () => {
  const text = 'Dear Ana, see you on Monday.';
  const cursor = text.indexOf('see');
  const after = become(at(text, cursor), text.replace('Ana', 'Roberto'));
  expect(after.doc.toString().slice(after.selection.main.head)).toBe('see you on Monday.');
  expect(become(at(text, cursor), text.replace('Monday', 'Friday')).selection.main.head).toBe(cursor);
});

test('what is the same but for its line breaks is no change', () => {
  expect(textTransaction(at('one\ntwo', 0), 'one\r\ntwo')).toBeNull();
});

test('undo takes back what was typed, not what came from outside', () => {
  let state = EditorState.create({ doc: 'Dear ', extensions: history() });
  state = state.update({ changes: { from: 5, insert: 'Ana' }, userEvent: 'input.type' }).state;
  state = become(state, 'My Dear Ana');
  undo({ state, dispatch: (transaction) => (state = transaction.state) });
  expect(state.doc.toString()).toBe('My Dear ');
});

import { Transaction } from '@codemirror/state';
import type { EditorState, TransactionSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';

/** Shows what the text is by now. Only what is different is replaced: the cursor stays where it is in the words. */
export function showText(view: EditorView, text: string): void {
  const transaction = textTransaction(view.state, text);
  if (transaction) view.dispatch(transaction);
}

/** The least that makes the text of an editor this one; null where it is. */
export function textTransaction(state: EditorState, text: string): TransactionSpec | null {
  const before = state.doc.toString();
  // With line breaks as the editor counts them.
  const after = state.toText(text).toString();
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return {
    changes: { from: start, to: before.length - end, insert: after.slice(start, after.length - end) },
    // It came from outside: the field's own undo takes back what was typed here.
    annotations: [Transaction.addToHistory.of(false), Transaction.remote.of(true)],
  };
}

import { describe, expect, test } from 'vitest';
import { editorOf } from '../testing/editor-of.ts';
import { select } from '../selection-store.ts';
import { noteFlowId } from '../to-flow.ts';
import { pasteText } from './paste-clip.ts';
import { clipText } from './clip.ts';
import { isShortcut } from './keymap.ts';
import { COMMANDS } from './registry.ts';
import { shortcutSheet } from './sheet.ts';

const named = (command: (typeof COMMANDS)[number]) => [command.id, command] as const;

describe('the registry', () => {
  test('names every command once', () => {
    expect(new Set(COMMANDS.map((command) => command.id)).size).toBe(COMMANDS.length);
  });

  test('gives no key to two commands: every scope overlaps with the others', () => {
    const keys = COMMANDS.flatMap((command) => command.keys.map((key) => key.toLowerCase()));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test('leaves Tab to the focus', () => {
    const tab = { key: 'Tab', code: 'Tab', metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };
    const takes = COMMANDS.flatMap((command) => command.keys).filter((key) =>
      [tab, { ...tab, shiftKey: true }, { ...tab, ctrlKey: true }].some((press) => isShortcut(press, key, false)),
    );
    expect(takes).toEqual([]);
  });

  test('shows every key in the sheet of shortcuts, once', () => {
    const shown = shortcutSheet().flatMap(({ commands }) => commands.map((command) => command.id));
    const keyed = COMMANDS.filter((command) => command.keys.length > 0).map((command) => command.id);
    expect(shown.toSorted()).toEqual(keyed.toSorted());
  });

  test('takes letters only while nobody writes', () => {
    const letters = COMMANDS.filter(
      ({ keys, scope }) => scope === 'everywhere' && keys.some((key) => key.length === 1),
    );
    expect(letters).toEqual([]);
  });
});

describe('a command that can be undone makes exactly one entry with a name', () => {
  const undoable = COMMANDS.filter((command) => command.undoable && !command.viaClipboardEvent);

  test.each(undoable.map(named))('%s', async (_id, command) => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['write', 'gate', 'done', noteFlowId('why')] });
    expect(command.enabled(editor)).toBe(true);
    const before = editor.graph.getState().document;
    await command.run(editor);
    const { history, document } = editor.graph.getState();
    expect(history.past).toHaveLength(1);
    expect(history.past[0]?.label).toMatch(/^[A-Z][a-z ]+/);
    expect(document).not.toBe(before);
    expect(editor.graph.undo()).toBe(history.past[0]?.label);
    expect(editor.graph.getState().document).toBe(before);
  });

  test('paste, which comes from the clipboard', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['write', noteFlowId('why')] });
    pasteText(editor, clipText(editor));
    expect(editor.graph.getState().history.past.map((entry) => entry.label)).toEqual(['Paste node and note']);
  });
});

test('who may only look is offered nothing that changes the workflow', () => {
  const editor = editorOf({ readOnly: true });
  select(editor.selection, { nodes: ['write', 'gate', 'done'], edges: ['start.out->write'] });
  const offered = COMMANDS.filter((command) => command.enabled(editor)).map((command) => command.id);
  expect(
    offered.filter(
      (id) =>
        !/^(walk|extend|zoom|toggle-problems|toggle-minimap|toggle-outline|select-all|clear|copy|save-picture|show|open|fold)/.test(
          id,
        ),
    ),
  ).toEqual([]);
});

test('one tool is in the hand at a time, and the bar shows which', () => {
  const editor = editorOf();
  const tools = COMMANDS.filter((command) => command.pressed);
  const inHand = () => tools.filter((command) => command.pressed?.(editor)).map((command) => command.keys[0]);
  expect(inHand()).toEqual(['v']);
  void tools.find((command) => command.keys.includes('h'))?.run(editor);
  expect(inHand()).toEqual(['h']);
  expect(editor.ui.getState()).toMatchObject({ tool: 'hand', announcement: 'Hand tool' });
});

describe('screen readers hear', () => {
  const said = (editor: ReturnType<typeof editorOf>) => editor.ui.getState().announcement;
  const run = (editor: ReturnType<typeof editorOf>, id: string) =>
    COMMANDS.find((command) => command.id === id)?.run(editor);

  test('what was deleted, by its name where it is one, and what was undone', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['write'] });
    void run(editor, 'delete-selection');
    expect(said(editor)).toBe('Deleted: Write');
    void run(editor, 'undo');
    expect(said(editor)).toBe('Undone: Delete node');
    select(editor.selection, { nodes: ['write', noteFlowId('why')] });
    void run(editor, 'delete-selection');
    expect(said(editor)).toBe('Deleted: node and note');
  });

  test('the same words again as something new', () => {
    const editor = editorOf();
    select(editor.selection, { nodes: ['write'] });
    void run(editor, 'duplicate-selection');
    const first = said(editor);
    expect(first).toBe('Duplicated node');
    void run(editor, 'duplicate-selection');
    expect(said(editor)).not.toBe(first);
    expect(said(editor).trim()).toBe(first);
  });
});

test('from a wire, the arrows go to its ends', () => {
  const editor = editorOf();
  const walk = (way: string) => {
    select(editor.selection, { edges: ['write.out->gate'] });
    void COMMANDS.find((command) => command.id === `walk-${way}`)?.run(editor);
    return [...editor.selection.getState().nodes];
  };
  expect(walk('before')).toEqual(['write']);
  expect(walk('after')).toEqual(['gate']);
});

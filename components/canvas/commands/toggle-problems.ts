import { TriangleAlert } from 'lucide-react';
import { announce } from '../editor-context.ts';
import type { Command } from './command.ts';

export const toggleProblems: Command = {
  id: 'toggle-problems',
  group: 'View',
  label: (editor) => (editor.ui.getState().problemsOpen ? 'Hide the problems' : 'Show the problems'),
  icon: TriangleAlert,
  keys: ['p'],
  undoable: false,
  enabled: () => true,
  run: (editor) => {
    const problemsOpen = !editor.ui.getState().problemsOpen;
    editor.ui.setState({ problemsOpen });
    const count = editor.problems.getState().problems.length;
    announce(editor, problemsOpen ? `Problems: ${count}` : 'Problems hidden');
  },
};

import { TriangleAlert } from 'lucide-react';
import type { Command } from './command.ts';

export const toggleProblems: Command = {
  id: 'toggle-problems',
  group: 'View',
  label: (editor) => (editor.ui.getState().problemsOpen ? 'Hide the problems' : 'Show the problems'),
  icon: TriangleAlert,
  keys: ['p'],
  undoable: false,
  enabled: () => true,
  run: (editor) => editor.ui.setState((state) => ({ problemsOpen: !state.problemsOpen })),
};

import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { clearSelection } from '#components/canvas/commands/clear-selection.ts';
import { EditorContextProvider } from '#components/canvas/editor-context.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { setProblems } from '#components/canvas/problem-store.ts';
import type { ProblemState } from '#components/canvas/problem-store.ts';
import { select } from '#components/canvas/selection-store.ts';
import { editorOf } from '#components/canvas/testing/editor-of.ts';
import { buildDocument } from '#core/graph/testing/build-document.ts';
import { validateWorkflow } from '#core/graph/validate.ts';
import { runFix } from './fix-button.tsx';
import { ProblemList } from './problem-list.tsx';
import { toggleTrail } from './show-trail.ts';
import { TrailBar } from './trail-bar.tsx';
import { trailText } from './trail-text.ts';

const send = { method: 'POST', url: 'https://pay.example.com/refunds' };
/** The error of the draft goes around the approval. */
const document = buildDocument(
  {
    start: 'start',
    draft: { type: 'agent', config: { prompt: 'Draft' } },
    gate: { type: 'approval', title: 'Approve refund', config: { message: 'Refund?' } },
    pay: { type: 'http', config: send },
    done: 'end',
  },
  ['start > draft', 'draft > gate', 'draft.error > pay', 'gate.approved > pay', 'gate.rejected > done', 'pay > done'],
);

function setUp({ readOnly = false, shown = false } = {}) {
  const editor = editorOf({ document, readOnly });
  const problems = validateWorkflow(document, editor.registry);
  const [problem] = problems;
  if (!problem?.fix) throw new Error('The draft has a problem with a fix');
  const state: ProblemState = { problems, byNode: new Map(), shown: shown ? problem : null };
  return { editor: { ...editor, problems: createStore(() => state) }, problem, fix: problem.fix };
}

const render = (editor: EditorContext, part: React.ReactNode): string =>
  renderToStaticMarkup(<EditorContextProvider value={editor}>{part}</EditorContextProvider>);

describe('the list of problems', () => {
  test('says what is wrong and where, and offers the path and the fix', () => {
    const { editor, problem } = setUp();
    const html = render(editor, <ProblemList problems={[problem]} />);
    expect(html).toContain('Warning:');
    expect(html).toContain('it can run without asking at &quot;Approve refund&quot;');
    expect(html).toContain('Show path');
    expect(html).toContain('Remove the wire from draft to pay');
  });

  test('offers no fix to who may only look, and no path where there is one place only', () => {
    const { editor, problem } = setUp({ readOnly: true });
    const html = render(editor, <ProblemList problems={[problem, { ...problem, trail: ['pay'] }]} />);
    expect(html).not.toContain('Remove the wire');
    expect(html.match(/Show path/g)).toHaveLength(1);
  });

  test('tells the path in words while it is lit, and the bar over the canvas says the way out', () => {
    const { editor, problem } = setUp({ shown: true });
    expect(render(editor, <ProblemList problems={[problem]} />)).toContain('Start → Draft (error) → Pay');
    const bar = render(editor, <TrailBar />);
    expect(bar).toContain('Hide path');
    expect(bar).toContain('Remove the wire from draft to pay');
  });
});

test('ways that part are told one after the other, and what stands alone is named', () => {
  const trail = ['draft', 'draft.out->gate', 'gate', 'gate.approved->pay', 'pay', 'draft.error->pay', 'done'];
  expect(trailText(document, trail)).toBe('Draft → Approve refund (approved) → Pay; Draft (error) → Pay; Done');
});

describe('a path', () => {
  test('is lit and put out; Escape puts it out before it touches the selection', () => {
    const { editor, problem } = setUp();
    toggleTrail(editor, problem);
    expect(editor.problems.getState().shown).toBe(problem);
    expect(editor.ui.getState().announcement).toBe('Path: Start → Draft (error) → Pay');
    toggleTrail(editor, { ...problem });
    expect(editor.problems.getState().shown).toBeNull();
    toggleTrail(editor, problem);
    select(editor.selection, { nodes: ['pay'] });
    expect(clearSelection.label(editor)).toBe('Hide the path');
    void clearSelection.run(editor);
    expect(editor.problems.getState().shown).toBeNull();
    expect([...editor.selection.getState().nodes]).toEqual(['pay']);
    void clearSelection.run(editor);
    expect(editor.selection.getState().nodes.size).toBe(0);
  });

  test('stays lit for as long as its problem is there, and follows it', () => {
    const { editor, problem } = setUp();
    toggleTrail(editor, problem);
    const moved = { ...problem, trail: ['start', 'pay'] };
    setProblems(editor.problems, [moved]);
    expect(editor.problems.getState().shown).toBe(moved);
    setProblems(editor.problems, []);
    expect(editor.problems.getState().shown).toBeNull();
  });
});

test('a fix is one step with a name, mends what it is for, and is undone as one', () => {
  const { editor, fix } = setUp();
  runFix(editor, fix);
  expect(validateWorkflow(editor.graph.getState().document, editor.registry)).toEqual([]);
  runFix(editor, fix);
  expect(editor.ui.getState().announcement).toBe('Nothing to fix any more');
  expect(editor.graph.undo()).toBe('Remove the wire from draft to pay');
  expect(editor.graph.getState().document).toEqual(document);
});

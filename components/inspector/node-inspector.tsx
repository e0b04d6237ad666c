'use client';

import { useCallback, useDeferredValue, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { NodeTile } from '#components/canvas/node-tile.tsx';
import { titleOf } from '#components/canvas/to-flow.ts';
import { withValueAt } from '#components/node-kit/config-path.ts';
import { InspectorProvider } from '#components/node-kit/inspector-context.ts';
import type {
  ExpressionKind,
  FieldProblem,
  InspectorApi,
  WorkspaceChoices,
} from '#components/node-kit/inspector-context.ts';
import { checkText, readText } from '#core/expr/check.ts';
import { reachableFor, reachableFrom } from '#core/expr/reachable.ts';
import { renamePort, updateConfig, updateNode } from '#core/graph/edit.ts';
import type { Problem } from '#core/graph/problem.ts';
import type { GraphNode } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import type { FieldSource } from '#core/run/field-preview.ts';
import { uiOf } from '#nodes/ui.tsx';
import { CommonSection } from './common-section.tsx';
import { FocusButton } from './focus/focus-button.tsx';
import { FocusSheet } from './focus/focus-sheet.tsx';
import { PinSection } from './pin-section.tsx';
import { useFieldFocus } from './use-field-focus.ts';
import { previewIn, useLastRun, useTellLastRun } from './use-last-run.ts';
import type { LastRun } from './use-last-run.ts';
import { useRename } from './use-rename.ts';

/** The settings of one node: beside the canvas or, in focus mode, between what it can use and what came out of it. */
export function NodeInspector({ nodeId, choices }: { nodeId: string; choices: WorkspaceChoices }) {
  const editor = useEditor();
  const problems = useStore(editor.problems, (state) => state.byNode.get(nodeId));
  const document = useStore(editor.graph, (state) => state.document);
  const node = document.spec.nodes.find((candidate) => candidate.id === nodeId);
  const focused = useStore(editor.ui, (state) => state.overlay.kind === 'focus');
  const answer = useLastRun(document.metadata.name);
  useTellLastRun(answer.last);
  const frame = useRef<HTMLDivElement>(null);
  useFieldFocus(nodeId, frame);
  const api = useInspectorApi(node, problems ?? NO_PROBLEMS, answer.last, choices);
  if (!node || !api) return null;
  const Fields = uiOf(node.type)?.Inspector;
  const settings = (
    <div ref={frame} data-settings className="flex flex-col">
      <Header node={node} readOnly={api.readOnly} problems={problems ?? NO_PROBLEMS} focused={focused} />
      {node.pinned ? <PinSection node={node} pinned={node.pinned} readOnly={api.readOnly} /> : null}
      <InspectorProvider value={api}>
        <div className="flex flex-col gap-4 p-4">{Fields ? <Fields /> : null}</div>
        <CommonSection />
      </InspectorProvider>
    </div>
  );
  return focused ? <FocusSheet node={node} answer={answer} settings={settings} /> : settings;
}

const NO_PROBLEMS: readonly Problem[] = [];

/** What the fields of the node work on; made anew only when something of it changed. */
function useInspectorApi(
  node: GraphNode | undefined,
  problems: readonly Problem[],
  last: LastRun | null,
  choices: WorkspaceChoices,
): InspectorApi | null {
  const editor = useEditor();
  const document = useStore(editor.graph, (state) => state.document);
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  // What the picker offers may be a moment behind; in a large graph it must not hold up the typing.
  const settled = useDeferredValue(document);
  const nodeId = node?.id ?? '';
  const parent = node?.parent;
  const reach = useMemo(() => {
    const reachable = reachableFrom(settled, editor.registry, nodeId);
    return {
      reachable: reachableFor(settled, editor.registry, nodeId),
      check: (text: string, kind: ExpressionKind) => checkText(readText(text, kind), reachable),
    };
  }, [settled, editor, nodeId]);
  const preview = useCallback(
    (source: FieldSource) => (last ? previewIn(last, { nodeId, parent }, source) : null),
    [last, nodeId, parent],
  );
  return useMemo(
    () => (node ? inspectorApi(editor, node, { readOnly, problems, choices, preview, ...reach }) : null),
    [editor, node, readOnly, problems, choices, preview, reach],
  );
}

interface HeaderProps {
  node: GraphNode;
  readOnly: boolean;
  problems: readonly Problem[];
  /** In focus mode. */
  focused: boolean;
}

/** Title, type, id, and the problems that belong to no field. */
function Header({ node, readOnly, problems, focused }: HeaderProps) {
  const editor = useEditor();
  const title = useRef<HTMLInputElement>(null);
  useRename('node', title);
  const general = problems.filter((problem) => problem.path?.[0] !== 'config');
  return (
    <header className="flex flex-col gap-2 border-b border-line p-4">
      <div className="flex items-center gap-2">
        <NodeTile type={node.type} className="size-6" />
        <input
          ref={title}
          aria-label="Title"
          className="w-full min-w-0 rounded-sm bg-transparent px-1 text-lg font-semibold text-ink outline-offset-0 hover:bg-hover focus-visible:bg-surface"
          value={node.title ?? ''}
          placeholder={titleOf(node)}
          maxLength={200}
          readOnly={readOnly}
          onChange={(event) =>
            editor.graph.apply(
              'Rename node',
              (before) =>
                updateNode(before, node.id, { title: event.target.value === '' ? undefined : event.target.value }),
              `title:${node.id}`,
            )
          }
          onBlur={() => editor.graph.seal()}
        />
        <code
          className="max-w-28 shrink-0 truncate font-mono text-xs text-muted"
          title={`Id: ${node.id}. Expressions use it; it never changes by itself.`}
        >
          {node.id}
        </code>
        {focused ? null : <FocusButton />}
      </div>
      <p className="text-xs text-muted">{definitionOf(editor.registry, node.type)?.description}</p>
      {general.map((problem, index) => (
        <p key={index} className={problem.severity === 'error' ? 'text-xs text-failed' : 'text-xs text-warning'}>
          {problem.message}
        </p>
      ))}
    </header>
  );
}

function inspectorApi(
  editor: EditorContext,
  node: GraphNode,
  {
    problems,
    ...given
  }: Pick<InspectorApi, 'readOnly' | 'reachable' | 'check' | 'preview' | 'choices'> & { problems: readonly Problem[] },
): InspectorApi {
  const config = () => editor.graph.getState().document.spec.nodes.find((other) => other.id === node.id)?.config ?? {};
  return {
    ...given,
    node,
    problems: problems.flatMap(fieldProblem),
    set: (path, value, label) =>
      void editor.graph.apply(
        label,
        (before) => updateConfig(before, node.id, withValueAt(config(), path, value)),
        `config:${node.id}:${path.join('.')}`,
      ),
    seal: () => editor.graph.seal(),
    renamePort: (path, from, to) =>
      void editor.graph.apply(
        'Rename port',
        (before) => renamePort(updateConfig(before, node.id, withValueAt(config(), path, to)), node.id, from, to),
        `config:${node.id}:${path.join('.')}`,
      ),
  };
}

function fieldProblem({ path, message, severity }: Problem): FieldProblem[] {
  return path?.[0] === 'config' ? [{ path: path.slice(1), message, severity }] : [];
}

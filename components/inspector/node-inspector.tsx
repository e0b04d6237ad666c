'use client';

import { useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { NodeTile } from '#components/canvas/node-tile.tsx';
import { titleOf } from '#components/canvas/to-flow.ts';
import { withValueAt } from '#components/node-kit/config-path.ts';
import { InspectorProvider } from '#components/node-kit/inspector-context.ts';
import type { FieldProblem, InspectorApi, WorkspaceChoices } from '#components/node-kit/inspector-context.ts';
import { reachableFor } from '#core/expr/reachable.ts';
import { renamePort, updateConfig, updateNode } from '#core/graph/edit.ts';
import type { Problem } from '#core/graph/problem.ts';
import type { GraphNode } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import { uiOf } from '#nodes/ui.tsx';
import { CommonSection } from './common-section.tsx';
import { useFieldFocus } from './use-field-focus.ts';

export function NodeInspector({ nodeId, choices }: { nodeId: string; choices: WorkspaceChoices }) {
  const editor = useEditor();
  const document = useStore(editor.graph, (state) => state.document);
  const readOnly = useStore(editor.graph, (state) => state.readOnly);
  const problems = useStore(editor.problems, (state) => state.byNode.get(nodeId));
  const node = document.spec.nodes.find((candidate) => candidate.id === nodeId);
  // What the picker offers may be a moment behind; in a large graph it must not hold up the typing.
  const settled = useDeferredValue(document);
  const reachable = useMemo(() => reachableFor(settled, editor.registry, nodeId), [settled, editor, nodeId]);
  const frame = useRef<HTMLDivElement>(null);
  useFieldFocus(nodeId, frame);
  const api = useMemo(
    () => (node ? inspectorApi(editor, node, readOnly, problems ?? [], reachable, choices) : null),
    [editor, node, readOnly, problems, reachable, choices],
  );
  if (!node || !api) return null;
  const Fields = uiOf(node.type)?.Inspector;
  return (
    <div ref={frame} className="flex flex-col">
      <Header node={node} readOnly={readOnly} problems={problems ?? []} />
      <InspectorProvider value={api}>
        <div className="flex flex-col gap-4 p-4">{Fields ? <Fields /> : null}</div>
        <CommonSection />
      </InspectorProvider>
    </div>
  );
}

/** Title, type, id, and the problems that belong to no field. */
function Header({ node, readOnly, problems }: { node: GraphNode; readOnly: boolean; problems: readonly Problem[] }) {
  const editor = useEditor();
  const title = useRef<HTMLInputElement>(null);
  const rename = useStore(editor.ui, (state) => state.rename);
  const renameSeen = useRef(rename);
  useEffect(() => {
    if (rename === renameSeen.current) return;
    renameSeen.current = rename;
    title.current?.focus();
    title.current?.select();
  }, [rename]);
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
  readOnly: boolean,
  problems: readonly Problem[],
  reachable: InspectorApi['reachable'],
  choices: WorkspaceChoices,
): InspectorApi {
  const config = () => editor.graph.getState().document.spec.nodes.find((other) => other.id === node.id)?.config ?? {};
  return {
    node,
    readOnly,
    reachable,
    choices,
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

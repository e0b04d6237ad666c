import type { Picture } from '#components/graph-picture/layout.ts';
import { groupRun } from '../groups/group-run.ts';
import type { NodeRunSource } from '../run-source.ts';
import type { OverviewState } from './overview-state.ts';

/** The state of a graph with what is known of the nodes in folded groups told of the boxes that stand for them. */
export function withFolded(scene: Picture, state: OverviewState): OverviewState {
  const standing = scene.nodes.flatMap(({ id, stands }) => (stands ? [{ id, ...stands }] : []));
  if (standing.length === 0) return state;
  const [nodes, byNode] = [new Set(state.selection.nodes), new Map(state.problems.byNode)];
  const [marks, lookers] = [new Map(state.marks), new Map(state.lookers)];
  let { hovered } = state.selection;
  let { shown } = state.problems;
  for (const { id, members, hidden } of standing) {
    const inside = new Set(hidden);
    if (members.every((member) => nodes.has(member))) nodes.add(id);
    if (hovered !== null && inside.has(hovered)) hovered = id;
    const problems = hidden.flatMap((node) => byNode.get(node) ?? []);
    if (problems.length > 0) byNode.set(id, problems);
    const mark = hidden.map((node) => marks.get(node)).find(Boolean);
    if (mark) marks.set(id, mark);
    const people = hidden.flatMap((node) => lookers.get(node) ?? []);
    if (people.length > 0) lookers.set(id, people);
    if (shown?.trail?.some((step) => inside.has(step))) shown = { ...shown, trail: [...shown.trail, id] };
  }
  return {
    run: state.run && runOf(state.run, new Map(standing.map(({ id, hidden }) => [id, hidden]))),
    selection: { ...state.selection, nodes, hovered },
    problems: { ...state.problems, byNode, shown },
    marks,
    lookers,
  };
}

function runOf(run: NodeRunSource, hidden: ReadonlyMap<string, readonly string[]>): NodeRunSource {
  return {
    ...run,
    get: (id) => {
      const own = hidden.get(id);
      return own ? (groupRun(run, own)?.lead ?? null) : run.get(id);
    },
  };
}

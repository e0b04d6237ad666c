import type { WorkflowDocument } from '../schema.ts';
import { buildDocument } from './build-document.ts';

/** Many stages in a row, each of nine nodes with two lanes, a choice, a merge, a gate that sends back, and a map. */
export function stagedDocument(stages: number): WorkflowDocument {
  const nodes: Parameters<typeof buildDocument>[0] = { start: 'start', done: 'end' };
  const edges: string[] = [];
  const task = (prompt: string): { type: string; config: object } => ({ type: 'task', config: { prompt } });
  let last = 'start';
  for (let i = 0; i < stages; i++) {
    const s = `s${i}`;
    const far =
      i > 0 ? `{{ nodes.s${i - 1}_work.output.text }} {{ nodes.s${Math.floor(i / 2)}_draft.output.text }}` : '';
    nodes[`${s}_draft`] = task(`${far} {{ default(nodes.${s}_gate.previous.output.comment, "") }}`);
    nodes[`${s}_a`] = task(`{{ nodes.${s}_draft.output.text }}`);
    nodes[`${s}_b`] = task(`{{ nodes.${s}_draft.output.text }} again`);
    nodes[`${s}_work`] = task(`{{ nodes.${s}_a.output.text + nodes.${s}_b.output.text }}`);
    nodes[`${s}_fork`] = 'branch';
    nodes[`${s}_any`] = { type: 'merge', config: { mode: 'any' } };
    nodes[`${s}_gate`] = { type: 'gate', config: { message: `{{ nodes.${s}_work.output.text }}` } };
    nodes[`${s}_map`] = 'map';
    nodes[`${s}_inner`] = { ...task(`{{ item }} {{ nodes.${s}_work.output.text }}`), parent: `${s}_map` };
    edges.push(`${last} > ${s}_draft`, `${s}_draft > ${s}_a`, `${s}_draft > ${s}_b`, `${s}_a > ${s}_work`);
    edges.push(`${s}_b > ${s}_work`, `${s}_work > ${s}_fork`, `${s}_fork.yes > ${s}_any`, `${s}_fork.else > ${s}_any`);
    edges.push(`${s}_any > ${s}_gate`, `${s}_gate.rejected > ${s}_draft *3`, `${s}_gate.approved > ${s}_map`);
    last = `${s}_map`;
  }
  return buildDocument(nodes, [...edges, `${last} > done`]);
}

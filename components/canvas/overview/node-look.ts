import { assertNever } from '#core/assert-never.ts';
import type { PaletteGroup } from '#core/node/define.ts';
import type { NodeRun } from '../run-source.ts';
import type { OverviewColours } from './colours.ts';

export interface NodeLook {
  fill: string;
  stroke: string;
  /** Of the frame, in pixels of the screen. */
  width: number;
  dashed: boolean;
  /** The state's icon; null where it has none. */
  icon: Exclude<NodeRun['status'], 'pending'> | null;
  /** Somebody looks for it: its icon is drawn however small the box is. */
  isUrgent: boolean;
}

/** In a run, colour is state and nothing else; outside of one it is the kind of node, as on the tile of its card. */
export function nodeLook(
  colours: OverviewColours,
  group: PaletteGroup | null,
  run: NodeRun | null,
  isInRun: boolean,
): NodeLook {
  if (run) return runLook(colours, run);
  const [fill, stroke] = isInRun ? [colours.surface, colours.control] : groupTint(colours, group);
  return { fill, stroke, width: 1, dashed: false, icon: null, isUrgent: false };
}

function groupTint(colours: OverviewColours, group: PaletteGroup | null): [fill: string, stroke: string] {
  if (group === 'Agents') return [colours['accent-soft'], colours.accent];
  if (group === 'People') return [colours['waiting-soft'], colours.waiting];
  return [colours.surface, colours.control];
}

function runLook(colours: OverviewColours, run: NodeRun): NodeLook {
  const { status } = run;
  switch (status) {
    case 'running':
      return urgent(colours['running-soft'], colours.running, 'running');
    case 'waiting':
      // Fuchsia is for people: what waits for a moment to come looks like what is queued.
      return run.person === false
        ? quiet(colours.surface, colours.queued, 'queued')
        : urgent(colours['waiting-soft'], colours.waiting, 'waiting');
    case 'failed':
      return urgent(colours['failed-soft'], colours.failed, 'failed');
    case 'succeeded':
      return quiet(colours['succeeded-soft'], colours.succeeded, 'succeeded');
    case 'queued':
      return quiet(colours.surface, colours.queued, 'queued');
    case 'skipped':
    case 'cancelled':
      return { ...quiet(colours.canvas, colours.control, status), dashed: true };
    default:
      return assertNever(status, 'node status');
  }
}

function urgent(fill: string, stroke: string, icon: NodeLook['icon']): NodeLook {
  return { fill, stroke, width: 2, dashed: false, icon, isUrgent: true };
}

function quiet(fill: string, stroke: string, icon: NodeLook['icon']): NodeLook {
  return { fill, stroke, width: 1, dashed: false, icon, isUrgent: false };
}

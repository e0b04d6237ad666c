import type { RunEvent } from '#core/run/events.ts';
import { nodeOf } from '#core/run/graph.ts';
import { parseKey } from '#core/run/keys.ts';
import type { Problem } from './problem.ts';
import { chaosWorkflow } from './chaos-workflow.ts';
import { differenceFromReplay } from './replay.ts';

/** A run that was started, and what its journal holds. */
export interface StartedRun {
  id: string;
  seed: number;
  isOver: boolean;
  /** How its rows stand, for people. */
  where: string;
  events: readonly RunEvent[];
}

/** What the journals tell when they are held against the effects that arrived outside. */
export interface JournalFindings {
  reruns: number;
  unknown: number;
  quarantined: number;
  problems: Problem[];
}

const QUARANTINED = 'QUARANTINED';

/** Checks each journal for itself, against the effects, and against the same run without processes. */
export function checkJournals(runs: readonly StartedRun[], counts: ReadonlyMap<string, number>): JournalFindings {
  const findings: JournalFindings = { reruns: 0, unknown: 0, quarantined: 0, problems: [] };
  for (const run of runs) {
    const report = (kind: Problem['kind'], what: string): void => {
      const { id, seed } = run;
      findings.problems.push({ kind, what, seed, runId: id, document: chaosWorkflow(seed).document });
    };
    if (!run.isOver)
      report('stuck', `${run.where}; its last event is ${run.events.at(-1)?.type} ${keyOf(run.events.at(-1))}`);
    checkOnce(run, report);
    checkEffects(run, counts, report);
    findings.reruns += run.events.filter(isRerun).length;
    findings.unknown += run.events.filter(isUnknown).length;
    if (isQuarantined(run.events.at(-1))) findings.quarantined += 1;
    else if (run.isOver) {
      const difference = differenceFromReplay(chaosWorkflow(run.seed), run.events);
      if (difference) report('different', `${difference}; it ended with ${JSON.stringify(run.events.at(-1))}`);
    }
  }
  const known = new Set(runs.flatMap(({ id, events }) => events.flatMap((event) => startedName(id, event))));
  for (const name of counts.keys()) {
    if (!known.has(name)) findings.problems.push({ kind: 'doubled', what: `effect ${name} of which no journal knows` });
  }
  return findings;
}

type Report = (kind: Problem['kind'], what: string) => void;

const ENDS = new Set(['node.succeeded', 'node.failed', 'node.cancelled', 'node.skipped']);

/** Numbers without a gap; each node, each decision and the run itself end once. */
function checkOnce({ events }: StartedRun, report: Report): void {
  const gap = events.findIndex((event, index) => event.seq !== index + 1);
  if (gap >= 0) report('lost', `event ${gap + 1}: number ${events[gap]?.seq} is in its place`);
  const seen = new Set<string>();
  for (const event of events) {
    const name = onceName(event);
    if (name === null) continue;
    if (seen.has(name)) report('doubled', name);
    seen.add(name);
  }
}

function onceName(event: RunEvent): string | null {
  if (ENDS.has(event.type)) return `end of ${keyOf(event)}`;
  if (event.type === 'approval.decided') return `decision of ${event.approvalId}`;
  const endsRun = event.type === 'run.succeeded' || event.type === 'run.failed' || event.type === 'run.cancelled';
  return endsRun ? 'end of the run' : null;
}

/**
 * An effect whose node succeeded has arrived. One that must not be repeated arrived once at most; one that carries its
 * key may have been asked for again each time that the journal says an attempt was lost.
 */
function checkEffects({ id, seed, events }: StartedRun, counts: ReadonlyMap<string, number>, report: Report): void {
  const { graph } = chaosWorkflow(seed);
  const allowed = new Map<string, number>();
  for (const event of events) {
    if (event.type !== 'node.started' && event.type !== 'node.resumed' && event.type !== 'node.succeeded') continue;
    const { onCrash } = nodeOf(graph, parseKey(event.key).nodeId);
    if (onCrash === 'rerun') continue;
    const count = counts.get(`${id}:${event.key}`) ?? 0;
    if (event.type === 'node.succeeded') {
      if (count === 0) report('lost', `effect of ${event.key}`);
      if (count > (allowed.get(event.key) ?? 0)) report('doubled', `effect of ${event.key}, ${count} times`);
    } else if (event.type === 'node.started' || onCrash === 'rerun-with-key') {
      allowed.set(event.key, (allowed.get(event.key) ?? 0) + 1);
    }
  }
}

function startedName(runId: string, event: RunEvent): string[] {
  return event.type === 'node.started' ? [`${runId}:${event.key}`] : [];
}

function keyOf(event: RunEvent | undefined): string {
  return event && 'key' in event && event.key ? event.key : '';
}

function isRerun(event: RunEvent): boolean {
  return event.type === 'node.resumed' && event.reason === 'lost';
}

function isUnknown(event: RunEvent): boolean {
  return event.type === 'node.waiting' && event.reason === 'outcome_unknown';
}

function isQuarantined(event: RunEvent | undefined): boolean {
  return event?.type === 'run.failed' && event.error.code === QUARANTINED;
}

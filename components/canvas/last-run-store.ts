import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Json, Stored } from '#core/json.ts';
import { currentExecution } from '#core/run/selectors.ts';
import type { RunState } from '#core/run/state.ts';

/** The newest run of the workflow, as far as somebody has asked for it. */
export interface KnownRun {
  state: RunState;
  /** A value of it, fetched when it is not at hand. */
  load(stored: Stored): Promise<Json>;
}

/** A store of its own: what ran never enters the document or its history. */
export type LastRunStore = StoreApi<{ known: KnownRun | null }>;

export function createLastRunStore(): LastRunStore {
  return createStore(() => ({ known: null }));
}

/** What a node ended with, as a pin would say it. */
export interface Outcome {
  output: Stored;
  port: string | null;
}

/** How the node ended in that run, the last time where there were several; null while it has not, or put out nothing. */
export function outcomeIn({ state }: KnownRun, nodeId: string): Outcome | null {
  const execution = currentExecution(state, nodeId);
  if (execution?.status === 'succeeded') return { output: execution.output, port: execution.port };
  if (execution?.status !== 'failed' || execution.port !== 'error') return null;
  const { code, message } = execution.error;
  return { output: { value: { code, message } }, port: 'error' };
}

/** The first item of a map in that run, or null when there was none. */
export async function firstItemIn({ state, load }: KnownRun, mapId: string): Promise<Json> {
  const items = state.maps[currentExecution(state, mapId)?.key ?? '']?.items;
  const list = items ? await load(items) : null;
  return Array.isArray(list) ? (list[0] ?? null) : null;
}

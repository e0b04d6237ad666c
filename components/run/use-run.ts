'use client';

import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Execution, RunState } from '#core/run/state.ts';
import { isFinalRunStatus } from '#core/run/state.ts';
import type { RunStore } from './run-store.ts';

const RunStoreContext = createContext<RunStore | null>(null);
export const RunStoreProvider = RunStoreContext.Provider;

export function useRunStore(): RunStore {
  const store = useContext(RunStoreContext);
  if (!store) throw new Error('useRunStore is for components below the run page');
  return store;
}

/** The run's fold; the component renders again once per frame in which it changed. Not for cards. */
export function useRunState(): RunState {
  const store = useRunStore();
  useSyncExternalStore(store.subscribeRun, store.version, store.version);
  return store.state();
}

const CALM_MS = 200;

/**
 * The run's fold, for what shows very much of it: the component renders at once after a quiet while, and at most five
 * times a second when hundreds of events arrive in one.
 */
export function useCalmRunState(): RunState {
  const store = useRunStore();
  const subscribe = useCallback(
    (onChange: () => void) => {
      let last = 0;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const render = () => {
        timer = undefined;
        last = performance.now();
        onChange();
      };
      const stop = store.subscribeRun(() => {
        timer ??= setTimeout(render, Math.max(0, last + CALM_MS - performance.now()));
      });
      return () => {
        clearTimeout(timer);
        stop();
      };
    },
    [store],
  );
  useSyncExternalStore(subscribe, store.version, store.version);
  return store.state();
}

/** One execution. Entries are replaced when they change, so only its own changes render. */
export function useExecution(key: string | null): Execution | null {
  const store = useRunStore();
  const get = useCallback(() => (key === null ? null : (store.state().executions[key] ?? null)), [store, key]);
  return useSyncExternalStore(store.subscribeRun, get, get);
}

/** The streaming text of an execution. */
export function useStreamingText(key: string): string {
  const store = useRunStore();
  const get = useCallback(() => store.textOf(key), [store, key]);
  return useSyncExternalStore(store.subscribeRun, get, get);
}

/** Milliseconds since the epoch, ticking while `isLive`; what ended keeps the moment it ended at. */
export function useRunClock(state: RunState): number {
  const isLive = !isFinalRunStatus(state.status);
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => setNowMs(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isLive]);
  return isLive ? Math.max(nowMs, Date.parse(state.at) || 0) : Date.parse(state.endedAt ?? state.at);
}

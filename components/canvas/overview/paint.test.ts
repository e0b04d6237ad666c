import { describe, expect, test } from 'vitest';
import type { EdgeRun, NodeRun, NodeRunSource } from '../run-source.ts';
import { draft } from '../testing/editor-of.ts';
import type { OverviewColours } from './colours.ts';
import { nodeLook } from './node-look.ts';
import type { OverviewState } from './overview-state.ts';
import { paintOverview } from './paint.ts';
import type { Brushes } from './paint.ts';
import { sceneOf } from './scene.ts';
import { wireLook } from './wires.ts';

const scene = sceneOf(draft);
/** Each colour is its own name. */
const colours = new Proxy({} as Record<string, string>, { get: (_, token) => String(token) }) as OverviewColours;
const brushes: Brushes = { colours, font: 'sans-serif', icons: new Map() };
const quiet: OverviewState = {
  run: null,
  selection: { nodes: new Set(), edges: new Set(), hovered: null },
  problems: { problems: [], byNode: new Map(), shown: null },
  marks: new Map(),
  lookers: new Map(),
};

/** A run as its store has it at one moment. */
function runOf(nodes: Record<string, NodeRun>, edge: EdgeRun = 'open'): NodeRunSource {
  const nothing = () => () => undefined;
  return {
    subscribe: nothing,
    subscribeEdge: nothing,
    subscribeRun: nothing,
    version: () => 0,
    get: (id) => nodes[id] ?? null,
    getEdge: () => edge,
  };
}

/** Which colours were filled and stroked, in order, and which texts written. */
function painted(state: OverviewState, view: { x: number; y: number; zoom: number }) {
  const calls: string[] = [];
  const context = {
    fillStyle: '',
    strokeStyle: '',
    globalAlpha: 1,
    measureText: () => ({ width: 50 }),
    fill: () => calls.push(`fill ${context.fillStyle}`),
    fillRect: () => calls.push(`box ${context.fillStyle}`),
    stroke: () => calls.push(`stroke ${context.strokeStyle}`),
    strokeRect: () => calls.push(`ring ${context.strokeStyle}`),
    fillText: (text: string) => calls.push(`text ${text}`),
  };
  const anything = new Proxy(context, {
    get: (target, name) => Reflect.get(target, name) ?? (() => undefined),
  }) as unknown as CanvasRenderingContext2D;
  paintOverview(anything, scene, [], { ...view, width: 800, height: 600 }, state, brushes);
  return calls;
}

describe('the picture', () => {
  test('paints only what is in view', () => {
    expect(painted(quiet, { x: 0, y: 0, zoom: 0.1 })).not.toEqual([]);
    expect(painted(quiet, { x: 5_000, y: 0, zoom: 0.1 })).toEqual([]);
  });
  test('small boxes are one filled box each', () => {
    const calls = painted(quiet, { x: 0, y: 0, zoom: 0.03 });
    expect(calls.filter((call) => call.startsWith('box control'))).toHaveLength(3);
    expect(calls.filter((call) => call === 'box accent')).toHaveLength(1);
    expect(calls.filter((call) => call === 'box waiting')).toHaveLength(1);
  });
  test('what is selected and what is pointed at has a ring and its name', () => {
    const selection = { nodes: new Set(['write']), edges: new Set<string>(), hovered: 'gate' };
    const calls = painted({ ...quiet, selection }, { x: 0, y: 0, zoom: 0.1 });
    expect(calls).toContain('ring accent');
    expect(calls).toContain('ring control');
    expect(calls.filter((call) => call.startsWith('text'))).toEqual(['text Write', 'text Gate']);
  });
  test('a failure and a wait for a person carry a sign however small the box is, what is done does not', () => {
    const signs = (run: NodeRun) =>
      painted({ ...quiet, run: runOf({ write: run }) }, { x: 0, y: 0, zoom: 0.03 }).filter((call) =>
        call.startsWith('fill surface'),
      );
    expect(signs({ status: 'failed' })).toHaveLength(1);
    expect(signs({ status: 'waiting', person: true })).toHaveLength(1);
    expect(signs({ status: 'waiting', person: false })).toHaveLength(0);
    expect(signs({ status: 'succeeded' })).toHaveLength(0);
  });
  test('what somebody else has selected has a ring and their initials, and their name where it is pointed at', () => {
    const ena = { id: 'ena', name: 'Ena Editor', you: false, node: 'write', colour: 3 } as const;
    const calls = painted({ ...quiet, lookers: new Map([['write', [ena]]]) }, { x: 0, y: 0, zoom: 0.03 });
    expect(calls.slice(-3)).toEqual(['ring person-3', 'box person-3', 'text EE']);
    const selection = { ...quiet.selection, hovered: 'write' };
    const pointed = painted({ ...quiet, selection, lookers: new Map([['write', [ena]]]) }, { x: 0, y: 0, zoom: 0.03 });
    expect(pointed.at(-1)).toBe('text Write · Ena Editor');
  });
  test('a problem has its sign, in the colour of its severity', () => {
    const problem = { code: 'CONFIG', severity: 'error', message: 'No', nodeId: 'write' } as const;
    const problems = { problems: [problem], byNode: new Map([['write', [problem]]]), shown: null };
    expect(painted({ ...quiet, problems }, { x: 0, y: 0, zoom: 0.1 })).toContain('stroke failed');
    expect(painted(quiet, { x: 0, y: 0, zoom: 0.1 })).not.toContain('stroke failed');
  });
});

test('fuchsia in a run is for people alone', () => {
  expect(nodeLook(colours, 'People', null, false).stroke).toBe('waiting');
  expect(nodeLook(colours, 'People', null, true).stroke).toBe('control');
  expect(nodeLook(colours, 'Flow', { status: 'waiting', person: false }, true).stroke).toBe('queued');
  expect(nodeLook(colours, 'People', { status: 'waiting', person: true }, true).stroke).toBe('waiting');
});

describe('a wire', () => {
  const [edge] = scene.edges;
  const look = (state: OverviewState, lit: ReadonlySet<string> | null = null) => edge && wireLook(edge, state, lit);
  test('of a run is accent where it was taken and dashed where it was not', () => {
    expect(look({ ...quiet, run: runOf({}, 'taken') })).toMatchObject({ colour: 'accent', dash: [] });
    expect(look({ ...quiet, run: runOf({}, 'not_taken') })).toMatchObject({ colour: 'control', alpha: 0.4 });
    expect(look({ ...quiet, run: runOf({}, 'not_taken') })?.dash).not.toEqual([]);
  });
  test('beside the path of the problem that is shown steps back', () => {
    expect(look(quiet, new Set())).toMatchObject({ alpha: 0.25 });
    expect(look(quiet, new Set([edge?.id ?? '']))).toMatchObject({ alpha: 1, colour: 'warning' });
  });
});

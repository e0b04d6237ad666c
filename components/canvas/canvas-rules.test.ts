import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => join(folder, name));
}

const files = [...sources('components'), ...sources('nodes'), ...sources('app')];

/** Each of these subscribes to every frame of a drag, a pan or to every node: one such line undoes the culling. */
const FORBIDDEN = [
  {
    pattern: /\buse(Nodes|Edges|Viewport|NodesData|NodeConnections|HandleConnections)\s*\(/,
    why: 'subscribes to all elements',
  },
  {
    pattern: /useStore\(\s*\(?\w+\)?\s*=>\s*\w+\.(nodes|edges)\b(?!\.size)/,
    why: 'selects a whole array of React Flow',
  },
  { pattern: /\banimated\s*[:=]/, why: 'animated edges repaint on the main thread' },
  { pattern: /\bdrop-shadow|backdrop-blur|backdrop-filter/, why: 'filters inside the viewport repaint it' },
];

test('the canvas folders are really read', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(files).toContain('components/canvas/flow-canvas.tsx');
});

test.each(FORBIDDEN)('no source matches $pattern, which $why', ({ pattern }) => {
  // The selection store also has `nodes` and `edges`, but they are sets of its own.
  const offenders = files.filter((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8').replaceAll(/useStore\(\s*selection,[^\n]*/g, '');
    return pattern.test(text);
  });
  expect(offenders).toEqual([]);
});

test('the node and edge types of the canvas are made once, outside of any component', () => {
  const canvas = readFileSync(join(ROOT, 'components/canvas/flow-canvas.tsx'), 'utf8');
  expect(canvas).toMatch(/^const NODE_TYPES: NodeTypes =/m);
  expect(canvas).toMatch(/^const EDGE_TYPES: EdgeTypes =/m);
  expect(canvas).toMatch(/onlyRenderVisibleElements/);
});

test.each([
  'node-shell',
  'note-shell',
  'node-badge',
  'node-handles',
  'node-tile',
  'element-mark',
  'flow-edge',
  'loop-pill',
])('%s does not know the zoom: style sheets choose what is seen of it, so zooming renders none of them', (part) => {
  const source = readFileSync(join(ROOT, `components/canvas/${part}.tsx`), 'utf8');
  expect(source).not.toMatch(/\.transform\b|getZoom|useOnViewportChange|lod\.ts/);
});

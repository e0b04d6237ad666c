import { describe, expect, test } from 'vitest';
import { draft } from '../testing/editor-of.ts';
import { boundsOfElements, elementsInside, nodeAt, sceneOf } from './scene.ts';

const scene = sceneOf(draft);
const id = (point: { x: number; y: number }, reach = 0) => nodeAt(scene, point, reach)?.id;

test('a scene is made once for a document', () => {
  expect(sceneOf(draft)).toBe(scene);
  expect(sceneOf(structuredClone(draft))).not.toBe(scene);
});

describe('the node at a point', () => {
  test('is the one whose box it is in; beside every box there is none', () => {
    expect(id({ x: 330, y: 50 })).toBe('write');
    expect(id({ x: 600, y: 50 })).toBeUndefined();
  });
  test('in a map it is what lies in it, and the map around that', () => {
    expect(id({ x: 40, y: 400 + 80 })).toBe('item');
    expect(id({ x: 10, y: 400 + 10 })).toBe('each');
  });
  test('small boxes are hit within reach, the nearest first', () => {
    expect(id({ x: 570, y: 50 }, 20)).toBe('write');
    expect(id({ x: 630, y: 50 }, 80)).toBe('gate');
    expect(id({ x: 600, y: 50 }, 20)).toBeUndefined();
  });
});

test('a marquee takes what lies wholly inside, notes as well', () => {
  expect(elementsInside(scene, { x: 310, y: -10, width: 600, height: 200 })).toEqual(['write', 'gate']);
  expect(elementsInside(scene, { x: 600, y: -10, width: 700, height: 700 })).toEqual(['gate', 'done', 'note:why']);
  expect(elementsInside(scene, { x: 330, y: 0, width: 100, height: 50 })).toEqual([]);
});

test('bounds are those of the elements, of everything, or of nothing', () => {
  expect(boundsOfElements(scene, new Set(['write', 'done']))).toMatchObject({ x: 320, y: 0, width: 1000 + 240 - 320 });
  // The frame of a group stands out above what it holds.
  expect(boundsOfElements(scene, null)).toMatchObject({ x: 0, y: -56 });
  expect(boundsOfElements(scene, new Set(['gone']))).toBeNull();
});

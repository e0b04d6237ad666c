import { describe, expect, test } from 'vitest';
import { removeElements } from '#core/graph/edit.ts';
import { removeNotes } from '#core/graph/edit-notes.ts';
import { draft } from '../testing/editor-of.ts';
import { noteFlowId } from '../to-flow.ts';
import { heirOf } from './heir.ts';

const without = (nodes: string[], edges: string[] = []) => removeElements(draft, { nodes, edges: new Set(edges) });

describe('the focus of what was taken away goes', () => {
  test('to the node before it, else to the one behind it', () => {
    expect(heirOf({ node: 'gate' }, draft, without(['gate']))).toBe('write');
    expect(heirOf({ node: 'start' }, draft, without(['start']))).toBe('write');
    expect(heirOf({ node: 'write' }, draft, without(['start', 'write']))).toBe('gate');
  });

  test('to the map around it where it had no wires', () => {
    expect(heirOf({ node: 'item' }, draft, without(['item']))).toBe('each');
  });

  test('of a wire to where it came from', () => {
    const edge = 'write.out->gate';
    expect(heirOf({ edge }, draft, without([], [edge]))).toBe('write');
    expect(heirOf({ edge }, draft, without(['write']))).toBe('gate');
  });

  test('to nobody where nobody is near', () => {
    expect(heirOf({ node: 'done' }, draft, without(['done']))).toBeNull();
    expect(heirOf({ node: noteFlowId('why') }, draft, removeNotes(draft, ['why']))).toBeNull();
  });

  test('nowhere while it is still there', () => {
    expect(heirOf({ node: 'write' }, draft, without(['gate']))).toBeUndefined();
    expect(heirOf({ node: noteFlowId('why') }, draft, without(['gate']))).toBeUndefined();
    expect(heirOf({ edge: 'start.out->write' }, draft, without(['gate']))).toBeUndefined();
  });
});

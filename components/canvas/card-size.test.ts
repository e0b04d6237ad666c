import { describe, expect, test } from 'vitest';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { graphNodeSchema } from '#core/graph/schema.ts';
import { CARD_HEIGHT, CARD_WIDTH, cardLayout } from './card-size.ts';

const node = (type: string, config: object = {}) => graphNodeSchema.parse({ id: 'n', type, config });

describe('card layout', () => {
  test.each(Object.keys(nodeDefinitions))('%s has a size on the grid and one handle for each port', (type) => {
    const layout = cardLayout(
      nodeDefinitions,
      node(type, nodeDefinitions[type as keyof typeof nodeDefinitions].defaults()),
    );
    expect(layout.width).toBe(CARD_WIDTH);
    expect(layout.height % 8).toBe(0);
    const ids = layout.handles.filter((handle) => handle.type === 'source').map((handle) => handle.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const handle of layout.handles) expect(handle.y).toBeLessThan(layout.height);
  });

  test('main handles stand at one height, so a row of cards is joined by straight lines', () => {
    const out = cardLayout(nodeDefinitions, node('agent')).handles.find((handle) => handle.id === 'out');
    const input = cardLayout(nodeDefinitions, node('approval')).handles.find((handle) => handle.id === 'in');
    expect(out?.y).toBe(input?.y);
  });

  test('a card grows by a row for each port of a decision', () => {
    const two = cardLayout(nodeDefinitions, node('branch', { cases: [{ port: 'a', when: '' }] }));
    const four = cardLayout(
      nodeDefinitions,
      node('branch', {
        cases: [
          { port: 'a', when: '' },
          { port: 'b', when: '' },
          { port: 'c', when: '' },
        ],
      }),
    );
    expect(two.rows.map((port) => port.id)).toEqual(['a', 'else']);
    expect(four.height).toBeGreaterThan(two.height);
    expect(two.height).toBeGreaterThan(CARD_HEIGHT);
  });

  test('a broken config and an unknown type are drawn with what can be known', () => {
    expect(cardLayout(nodeDefinitions, node('branch', { cases: 7 })).rows.length).toBe(2);
    expect(cardLayout(nodeDefinitions, node('constructor')).handles.map((handle) => handle.id)).toEqual([
      'in',
      'loop',
      'out',
    ]);
  });
});

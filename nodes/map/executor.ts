import { z } from 'zod';
import { jsonSchema } from '#core/json.ts';
import { defineExecutor, NodeFailure } from '#core/node/executor.ts';
import { readRendered } from '#core/node/rendered-config.ts';

const MAX_ITEMS = 10_000;

const renderedSchema = z.object({ items: jsonSchema });

/** Gives the list; the scheduler runs the nodes inside for every item of it. */
export const mapExecutor = defineExecutor({
  execute: async (config) => {
    const { items } = readRendered(renderedSchema, config);
    if (!Array.isArray(items)) {
      const found = items === null ? 'nothing' : typeof items === 'object' ? 'an object' : `a ${typeof items}`;
      throw new NodeFailure({
        code: 'MAP_ITEMS_INVALID',
        message: `The map needs a list, but its items are ${found}.`,
      });
    }
    if (items.length > MAX_ITEMS) {
      throw new NodeFailure({
        code: 'MAP_TOO_MANY_ITEMS',
        message: `The list has ${items.length} items; a map takes at most ${MAX_ITEMS}.`,
      });
    }
    return { kind: 'expanded', items };
  },
});

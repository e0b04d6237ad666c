import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { expect, test } from 'vitest';
import { keepEngine } from './keep-engine.ts';

/** Engines that answer when they are told to. */
function engines() {
  const made = [] as { stops: number; break: (error: Error) => void; asked: PromiseWithResolvers<ElkNode>[] }[];
  const layout = keepEngine(() => {
    const broken = Promise.withResolvers<never>();
    const engine = { stops: 0, break: broken.reject, asked: [] as PromiseWithResolvers<ElkNode>[] };
    made.push(engine);
    return Promise.resolve({
      layout: () => {
        const answer = Promise.withResolvers<ElkNode>();
        engine.asked.push(answer);
        return answer.promise;
      },
      broken: broken.promise,
      stop: () => void engine.stops++,
    });
  });
  return { made, layout };
}
const graph = { id: 'root' };
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('one engine lays out what comes, and goes on', async () => {
  const { made, layout } = engines();
  const both = Promise.all([layout(graph), layout(graph)]);
  await turn();
  made[0]?.asked.forEach(({ resolve }) => resolve(graph));
  expect(await both).toEqual([graph, graph]);
  expect(made).toMatchObject([{ stops: 0 }]);
});

test('one that fails is stopped, who else waits for it is told, and the next graph has another', async () => {
  const { made, layout } = engines();
  const both = Promise.allSettled([layout(graph), layout(graph)]);
  await turn();
  made[0]?.asked[0]?.reject(new Error('No such algorithm'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(made[0]?.stops).toBeGreaterThan(0);

  const next = layout(graph);
  await turn();
  made[1]?.asked[0]?.resolve(graph);
  expect(await next).toBe(graph);
  expect(made[1]?.stops).toBe(0);
});

test('a worker that cannot be fetched is a failure and not silence', async () => {
  const { made, layout } = engines();
  const asked = layout(graph);
  await turn();
  made[0]?.break(new Error('404'));
  await expect(asked).rejects.toThrow('404');
});

test('an engine that could not start is asked for again the next time', async () => {
  let starts = 0;
  const layout = keepEngine(() => Promise.reject(new Error(`start ${++starts}`)));
  await expect(layout(graph)).rejects.toThrow('start 1');
  await expect(layout(graph)).rejects.toThrow('start 2');
});

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Figure, type Suite, goalText, isMet, ratio } from './kit/figure.ts';
import { table } from './kit/table.ts';
import { engine } from './suites/engine.ts';
import { install } from './suites/install.ts';
import { live } from './suites/live.ts';
import { product } from './suites/product.ts';
import { takeover } from './suites/takeover.ts';
import { waiting } from './suites/waiting.ts';

/**
 * `npm run bench`: what Fermata costs, beside what the database alone needs for a like number of durable steps on this
 * machine at this moment. Ratios can be compared between machines; milliseconds cannot.
 * `--only <suite>` (may be repeated) · `--quick`: small numbers, for a look · `--json <file>` writes the figures there.
 * DATABASE_URL: a server to measure on; without it, one of its own with durability as in production.
 */

const SUITES: readonly Suite[] = [engine, waiting, live, takeover, product, install];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const unknown = values.only.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no suite ${unknown.join(', ')}. There are: ${SUITES.map((suite) => suite.name).join(', ')}.\n`,
  );
  process.exit(2);
}

const chosen = SUITES.filter((suite) => values.only.length === 0 || values.only.includes(suite.name));
const results: { suite: string; figures: Figure[] }[] = [];
for (const suite of chosen) {
  process.stderr.write(`${suite.name} …\n`);
  results.push({ suite: suite.name, figures: await suite.run(values.quick) });
}
const figures = results.flatMap((result) => result.figures);
process.stdout.write(`${table(figures)}\n`);
const missed = figures.filter((figure) => isMet(figure) === false).length;
process.stdout.write(`\n${figures.length} figures, ${missed} of them miss their goal.\n`);
if (values.json) {
  const report = {
    at: new Date().toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    quick: values.quick,
    figures: results.flatMap(({ suite, figures: list }) =>
      list.map((figure) => ({
        suite,
        ...figure,
        ratio: ratio(figure),
        goal: goalText(figure) || null,
        met: isMet(figure),
      })),
    ),
  };
  await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
process.exit(0);

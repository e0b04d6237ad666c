import { expect, test } from 'vitest';
import { playwrightFailures, vitestFailures } from './failures.ts';

test('a failed test is told with its file, its name and the beginning of its message', () => {
  const long = Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n');
  const told = vitestFailures({
    numPassedTests: 1,
    numTotalTests: 3,
    testResults: [
      {
        name: 'core/a.test.ts',
        assertionResults: [
          { fullName: 'adds', status: 'passed', failureMessages: [] },
          {
            fullName: 'divides',
            status: 'failed',
            failureMessages: [`\u001b[31mexpected 1 to be 2\u001b[39m\n\n${long}`],
          },
        ],
      },
      { name: 'core/b.test.ts', message: 'Cannot find module', assertionResults: [] },
    ],
  });
  expect(told).toHaveLength(2);
  expect(told[0]).toMatch(/^core\/a\.test\.ts: divides\n {4}expected 1 to be 2\n {4}line 0\n/);
  expect(told[0]?.split('\n')).toHaveLength(13);
  expect(told[1]).toBe('core/b.test.ts\n    Cannot find module');
});

test('a failed journey is told with the line that it had come to', () => {
  const spec = (title: string, ok: boolean, errors: { message: string; location: { line: number } }[]) => ({
    title,
    file: 'people.spec.ts',
    line: 18,
    ok,
    tests: [{ results: [{ errors }] }],
  });
  const told = playwrightFailures({
    stats: { expected: 1, unexpected: 1, flaky: 0, skipped: 0 },
    suites: [
      {
        specs: [spec('a key', true, [])],
        suites: [{ specs: [spec('a role', false, [{ message: 'not visible', location: { line: 33 } }])] }],
      },
    ],
  });
  expect(told).toEqual(['people.spec.ts:18 at line 33: a role\n    not visible']);
});

import { stripVTControlCharacters } from 'node:util';

/** How much of a message is repeated: what was expected and found, not the whole call stack. */
const MESSAGE_LINES = 12;

/** What the JSON report of Vitest has that we read. */
export interface VitestReport {
  numPassedTests: number;
  numTotalTests: number;
  testResults: {
    name: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
}

/** What the JSON report of Playwright has that we read. */
export interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: PlaywrightSuite[];
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs: {
    title: string;
    file: string;
    line: number;
    ok: boolean;
    tests: { results: { errors: { message?: string; location?: { line: number } }[] }[] }[];
  }[];
}

/** One paragraph for each test that failed, to stand at the end of a long output: where, which one, and why. */
export function vitestFailures(report: VitestReport): string[] {
  return report.testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return message ? [paragraph(name, [message])] : [];
    return failed.map((test) => paragraph(`${name}: ${test.fullName}`, test.failureMessages ?? []));
  });
}

/** The same for journeys, with the line that each one had come to. */
export function playwrightFailures(report: PlaywrightReport): string[] {
  return specsOf(report.suites)
    .filter(({ ok }) => !ok)
    .map(({ file, line, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
      const reached = errors.map(({ location }) => location?.line).find((it) => it !== undefined);
      const at = reached === undefined ? `${file}:${line}` : `${file}:${line} at line ${reached}`;
      return paragraph(
        `${at}: ${title}`,
        errors.map(({ message }) => message ?? ''),
      );
    });
}

function specsOf(suites: PlaywrightSuite[]): PlaywrightSuite['specs'] {
  return suites.flatMap((suite) => [...suite.specs, ...specsOf(suite.suites ?? [])]);
}

function paragraph(head: string, messages: string[]): string {
  const lines = stripVTControlCharacters(messages.join('\n'))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, MESSAGE_LINES);
  return [head, ...lines.map((line) => `    ${line}`)].join('\n');
}

import type { FileProblem } from './read-file.ts';

const MAX_SHOWN = 8;
const BEFORE_CHARS = 60;

/** What is wrong with a file, each with its line as it stands there and a mark under the column. */
export function FileProblems({ problems }: { problems: readonly FileProblem[] }) {
  const more = problems.length - MAX_SHOWN;
  return (
    <ul className="flex flex-col gap-3">
      {problems.slice(0, MAX_SHOWN).map((problem) => (
        <li key={`${problem.path} ${problem.message}`} className="flex min-w-0 flex-col gap-1">
          <p className="text-sm text-ink">
            {problem.at ? (
              <span className="mr-2 text-xs whitespace-nowrap text-muted tabular-nums">
                Line {problem.at.line}, column {problem.at.column}
              </span>
            ) : null}
            {problem.message}
          </p>
          {problem.path ? <p className="font-mono text-xs break-all text-muted">{problem.path}</p> : null}
          {problem.at ? <Excerpt {...problem.at} /> : null}
        </li>
      ))}
      {more > 0 ? <li className="text-sm text-muted">And {more} more.</li> : null}
    </ul>
  );
}

function Excerpt({ line, column, excerpt }: NonNullable<FileProblem['at']>) {
  // A line of a thousand characters is shown around its mistake.
  const from = Math.max(0, column - 1 - BEFORE_CHARS);
  const shown = excerpt.slice(from, from + 2 * BEFORE_CHARS);
  return (
    <pre
      className="overflow-x-auto rounded-md border border-line bg-canvas px-3 py-2 font-mono text-xs text-ink"
      tabIndex={0}
      aria-label={`Line ${line}`}
    >
      <span className="mr-3 text-muted select-none">{line}</span>
      {shown}
      {'\n'}
      <span
        aria-hidden
        className="text-failed"
      >{`${' '.repeat(String(line).length)}   ${' '.repeat(column - 1 - from)}^`}</span>
    </pre>
  );
}

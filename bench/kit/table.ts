import { type Figure, goalText, isMet, ratio } from './figure.ts';

const COLUMNS = ['figure', 'measured', 'database alone', 'ratio', 'goal', 'met'] as const;

/** The figures as lines of aligned columns. */
export function table(figures: readonly Figure[]): string {
  const lines = [[...COLUMNS], ...figures.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells(figure: Figure): string[] {
  const met = isMet(figure);
  return [
    figure.note ? `${figure.name} (${figure.note})` : figure.name,
    `${round(figure.value)} ${figure.unit}`,
    figure.raw ? `${round(figure.raw.ms)} ms ${figure.raw.what}` : '',
    ratio(figure)?.toFixed(2) ?? '',
    goalText(figure),
    met === null ? '' : met ? 'met' : 'NOT MET',
  ];
}

/** Three digits say all that a measurement knows. */
export function round(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

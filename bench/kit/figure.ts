/** One measured figure. Milliseconds cannot be compared between machines; `ratio` to the database alone can. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What the figure should be; null: it is told for comparison only. */
  goal: { atMost: number } | { atLeast: number } | null;
  /** What the bare database needs for a like number of durable steps, measured right before. */
  raw?: { ms: number; what: string };
  /** For goals that are stated as a multiple of `raw`. */
  goalRatio?: number;
  /** More that was measured on the way. */
  note?: string;
}

export interface Suite {
  name: string;
  /** `quick`: fewer rounds and smaller numbers, for a look and not for the record. */
  run(quick: boolean): Promise<Figure[]>;
}

/** Null: there is no goal. */
export function isMet(figure: Figure): boolean | null {
  if (figure.goalRatio !== undefined && figure.raw) return figure.value / figure.raw.ms <= figure.goalRatio;
  if (figure.goal === null) return null;
  return 'atMost' in figure.goal ? figure.value <= figure.goal.atMost : figure.value >= figure.goal.atLeast;
}

export function goalText({ goal, goalRatio, unit }: Figure): string {
  if (goalRatio !== undefined) return `<= ${goalRatio}x the database`;
  if (goal === null) return '';
  return 'atMost' in goal ? `<= ${goal.atMost} ${unit}` : `>= ${goal.atLeast} ${unit}`;
}

/** How often the database's own time, where that is a figure in milliseconds. */
export function ratio({ value, unit, raw }: Figure): number | null {
  return raw && unit === 'ms' ? value / raw.ms : null;
}

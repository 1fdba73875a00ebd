/** Numbers of a run made ready to be drawn: smoothed, joined on one axis of steps, and said in words. */

/** A list of numbers against steps. Null: a gap; undefined: it has nothing to say of this step, and goes on. */
export type Column = (number | null | undefined)[];

export interface Points {
  readonly step: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

/**
 * The mean of `span` neighbours around each number, fewer at both ends: it neither lags nor leads. What is not finite is left out.
 */
export function smooth(values: ArrayLike<number>, span: number): number[] {
  const half = Math.floor(span / 2);
  const count = values.length;
  const sums = new Float64Array(count + 1);
  const counts = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    const good = Number.isFinite(value);
    sums[i + 1] = (sums[i] as number) + (good ? value : 0);
    counts[i + 1] = (counts[i] as number) + (good ? 1 : 0);
  }
  return Array.from({ length: count }, (_, i) => {
    // The same distance on both sides, or an end would be drawn towards the middle.
    const reach = Math.min(half, i, count - 1 - i);
    const [from, to] = [i - reach, i + reach + 1];
    return ((sums[to] as number) - (sums[from] as number)) / ((counts[to] as number) - (counts[from] as number));
  });
}

/** How many neighbours to average for so many numbers: a fiftieth of them, odd, at most 101. */
export function span(count: number): number {
  return Math.min(101, Math.floor(count / 100) * 2 + 1);
}

/**
 * Joins lists with steps of their own into columns against one rising list of steps. Where a list has nothing to say of a step:
 * undefined; where what it says is not finite: null. Of two numbers for one step the later counts.
 */
export function join(lists: readonly Points[]): [number[], ...Column[]] {
  const at = lists.map(() => 0);
  const steps: number[] = [];
  const columns: Column[] = lists.map(() => []);
  for (;;) {
    let next = Infinity;
    lists.forEach(({ step }, k) => {
      const here = step[at[k] as number];
      if (here !== undefined && here < next) next = here;
    });
    if (next === Infinity) return [steps, ...columns];
    steps.push(next);
    lists.forEach(({ step, value }, k) => {
      let i = at[k] as number;
      let found: number | null | undefined;
      while (i < step.length && (step[i] as number) <= next) {
        const here = value[i] as number;
        found = Number.isFinite(here) ? here : null;
        i++;
      }
      at[k] = i;
      (columns[k] as Column).push(found);
    });
  }
}

/** The smallest and largest number that is finite (and, for a log scale, above 0); null where there is none. */
export function extent(columns: readonly Column[], above = -Infinity): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (value === null || value === undefined || !(value > above) || !Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

/**
 * Where an axis of shares begins, so that what is going on can be seen: 0, 0.5, 0.8, 0.9, 0.95, 0.98 or 0.99, a little below
 * nearly all (nine tenths) of the numbers.
 */
export function floorOf(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length / 10)] ?? 0;
  return [0.99, 0.98, 0.95, 0.9, 0.8, 0.5].find((floor) => floor < low) ?? 0;
}

/** The place of the number of a column that is nearest to a step, at most `reach` steps away; null: there is none. */
export function nearest(steps: readonly number[], column: Column, step: number, reach: number): number | null {
  let best: number | null = null;
  let least = reach;
  column.forEach((value, i) => {
    const away = Math.abs((steps[i] as number) - step);
    if (typeof value !== 'number' || away > least || (best !== null && away === least)) return;
    best = i;
    least = away;
  });
  return best;
}

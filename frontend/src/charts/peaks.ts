/** Where an axis of losses ends, and what is above it: one bad number must not flatten all the others. */
import type { Series } from '../state/curves';
import type { Column } from './curve';

/** A number above the axis. */
export interface Peak {
  readonly step: number;
  readonly value: number;
}

/** How far above the bulk an axis goes, in times of it. */
export const ROOM = 3;

const numbers = (column: Column): number[] => column.filter((value): value is number => Number.isFinite(value));

/** What all but a hundredth of the numbers, and one at least, do not exceed: their 99th percentile; null: there are none. */
export function bulk(column: Column): number | null {
  const sorted = numbers(column).sort((a, b) => a - b);
  return sorted[Math.floor(0.99 * (sorted.length - 1))] ?? null;
}

/**
 * Where the axis of these columns ends: at their largest number, but at most three times the bulk of that with the largest bulk.
 * Where one has numbers enough, two or fewer are no bulk. Null: there are no numbers.
 */
export function top(columns: readonly Column[]): number | null {
  const many = columns.filter((column) => numbers(column).length > 2);
  const counted = many.length ? many : columns;
  const largest = columns.flatMap(numbers).reduce((most, value) => Math.max(most, value), -Infinity);
  if (largest === -Infinity) return null;
  const limit = ROOM * Math.max(...counted.map((column) => bulk(column) ?? 0));
  return limit > 0 ? Math.min(largest, limit) : largest;
}

/** The losses of a run as they are drawn. */
export interface Cleaned {
  /** Of each number the mean of its steps; where a step stands out, the loss of that one. */
  readonly each: number[];
  /** Likewise, but of the other steps; NaN where there are none. */
  readonly usual: number[];
  /** Those that stand out. */
  readonly peaks: Peak[];
}

/** Tells losses that stand out, more than three times above the bulk of the largest ones, from the others. */
export function cleaned({ loss, high, at, rest }: Pick<Series, 'loss' | 'high' | 'at' | 'rest'>): Cleaned {
  const limit = ROOM * (bulk(high) ?? Infinity);
  const out = (i: number) => limit > 0 && (high[i] as number) > limit;
  return {
    each: loss.map((value, i) => (out(i) ? (high[i] as number) : value)),
    usual: loss.map((value, i) => (out(i) ? (rest[i] as number) : value)),
    peaks: high.flatMap((value, i) => (out(i) ? [{ step: at[i] as number, value }] : [])),
  };
}

/** Of numbers above the axis that follow each other, the largest: one for each time that a line leaves the chart. `steps`: rising. */
export function above(steps: readonly number[], column: Column, end: number): Peak[] {
  const found: Peak[] = [];
  let open = false;
  column.forEach((value, i) => {
    if (value === undefined) return;
    const over = value !== null && value > end;
    const last = found.at(-1);
    if (over && open && last) {
      if (value > last.value) found[found.length - 1] = { step: steps[i] as number, value };
    } else if (over) found.push({ step: steps[i] as number, value });
    open = over;
  });
  return found;
}

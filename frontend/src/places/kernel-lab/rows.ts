/** What the bench makes of its rows. All in doubles. */
import { surpriseOf, softmax, surprise } from '../../unit/softmax';
import { LIMITS, type Bench, type BenchRow } from './data';

/** −log p of each row's right class; null: it is not said. */
export function losses({ kind, rows }: Bench): (number | null)[] {
  return rows.map(({ values, right }) => {
    if (right === null) return null;
    return kind === 'logits' ? surpriseOf(values, right) : surprise(values[right] ?? 0);
  });
}

/** Their sum and mean, over the rows whose right class is said; null: none is. */
export function batch(bench: Bench): { sum: number; mean: number; count: number } | null {
  const known = losses(bench).filter((loss) => loss !== null);
  const sum = known.reduce((a, b) => a + b, 0);
  return known.length > 0 ? { sum, mean: sum / known.length, count: known.length } : null;
}

/** log p of each class. */
export function logShares(values: readonly number[]): number[] {
  const { logSum } = softmax(values);
  return values.map((z) => z - logSum);
}

/** The bench with this row in place of the one that is looked at. */
export function withRow(bench: Bench, row: BenchRow): Bench {
  return { ...bench, rows: bench.rows.map((each, i) => (i === bench.row ? row : each)) };
}

/** The bench with so many classes: new ones at 0, under names of their own. */
export function resized(bench: Bench, classes: number): Bench {
  const names = bench.names.slice(0, classes);
  for (let i = 0; names.length < classes; i++) if (!names.includes(String(i))) names.push(String(i));
  const rows = bench.rows.map(({ values, right }) => ({
    values: Array.from({ length: classes }, (_, i) => values[i] ?? 0),
    right: right !== null && right < classes ? right : null,
  }));
  return { ...bench, names, rows };
}

/** A row more, as the one that is looked at, beginning as that one. */
export function added(bench: Bench): Bench {
  const row = bench.rows[bench.row];
  if (!row || bench.rows.length >= LIMITS.rows) return bench;
  return { ...bench, rows: [...bench.rows, row], row: bench.rows.length };
}

export function removed(bench: Bench): Bench {
  if (bench.rows.length < 2) return bench;
  return { ...bench, rows: bench.rows.filter((_, i) => i !== bench.row), row: Math.max(0, bench.row - 1) };
}

/** Rows of numbers in place of all; a text: why not. */
export function replaced(bench: Bench, rows: readonly (readonly number[])[]): Bench | string {
  const classes = rows[0]?.length ?? 0;
  const [least, most] = LIMITS.classes;
  if (classes < least || classes > most)
    return `A row has ${least} to ${most} numbers, one a class; these have ${classes}.`;
  if (rows.length > LIMITS.rows) return `There are at most ${LIMITS.rows} rows; these are ${rows.length}.`;
  if (bench.kind === 'probabilities' && rows.some((row) => row.some((p) => p < 0 || p > 1)))
    return 'Probabilities are numbers from 0 to 1.';
  const sized = resized(bench, classes);
  const right = (i: number): number | null => sized.rows[i]?.right ?? null;
  return { ...sized, rows: rows.map((values, i) => ({ values, right: right(i) })), row: 0 };
}

/** How far a rail goes to either side of 0: 6, or what the numbers need, in round numbers. */
export function reachOf(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 6);
  const unit = 10 ** Math.floor(Math.log10(largest));
  return largest <= 6 ? 6 : Math.ceil(largest / unit) * unit;
}

/** One of a hundred steps along a rail, in a round number. */
export const stepOf = (reach: number): number => 10 ** Math.round(Math.log10(reach / 60));

/**
 * Which numbers a layer's numbers are made of, and which are made of them, as the server's report says of each layer. Indices are as
 * `shape` has them: channel, row, column; channel, place; or the place in a list.
 */
import type { LayerSource } from '../link/protocol.gen';
import type { Column } from './columns';

/** Along one direction: the first place, and the one after the last. */
export type Ends = readonly [number, number];
type Along = readonly (readonly [number, number, number, number])[];

/** What each place looks at. */
function* places(runs: Along): Generator<Ends> {
  for (const [count, first, end, step] of runs) {
    for (let k = 0; k < count; k++) yield [first + k * step, end + k * step];
  }
}

/** What one place looks at; null: what any looks at. */
function under(runs: Along, place: number | null): Ends {
  let [first, end] = [Infinity, 0];
  let at = 0;
  for (const ends of places(runs)) {
    if ((place === null || at === place) && ends[0] < ends[1]) {
      first = Math.min(first, ends[0]);
      end = Math.max(end, ends[1]);
    }
    at++;
  }
  return first < end ? [first, end] : [0, 0];
}

/** The places that look at this one, the one first that has it nearest to the middle of what it looks at. */
function over(runs: Along, at: number): number[] {
  const found: { place: number; off: number }[] = [];
  let place = 0;
  for (const [first, end] of places(runs)) {
    if (first <= at && at < end) found.push({ place, off: Math.abs((first + end - 1) / 2 - at) });
    place++;
  }
  // Where all look at all, the same place.
  const near = (each: number): number => Math.abs(each - at);
  return found.sort((a, b) => a.off - b.off || near(a.place) - near(b.place)).map((each) => each.place);
}

const size = (shape: readonly number[]): number => shape.reduce((product, each) => product * each, 1);

/** The same number in another shape: layers of the family "shape" pass numbers on in their order. */
function reshaped(at: readonly number[], from: readonly number[], to: readonly number[]): number[] {
  let rest = at.reduce((place, each, d) => place * (from[d] ?? 1) + each, 0);
  const found: number[] = [];
  for (const each of to.toReversed()) {
    found.unshift(rest % each);
    rest = Math.floor(rest / each);
  }
  return found;
}

/**
 * What of a source of this column the number at `at` is made of, along each direction of it; null there: the numbers of all places.
 * `shape`: of the source. Null: of none of it. Where it can't be said, all of it.
 */
export function madeOf(
  column: Column,
  source: LayerSource,
  shape: readonly number[],
  at: readonly (number | null)[],
): Ends[] | null {
  const all = shape.map((each): Ends => [0, each]);
  const gives = column.report?.output ?? [];
  if (!source.along) {
    const exact = at.filter((each) => each !== null);
    if (column.family !== 'shape' || exact.length < at.length || size(gives) !== size(shape)) return all;
    return reshaped(exact, gives, shape).map((each): Ends => [each, each + 1]);
  }
  const found = source.along.map((runs, d) => under(runs, at[d] ?? null));
  return found.some(([first, end]) => first >= end) ? null : found;
}

/**
 * The numbers of this column that the number at `at` of one of its sources goes into: along each direction their places, null: all.
 * Null altogether: it goes into none.
 */
export function madeFrom(
  column: Column,
  source: LayerSource,
  shape: readonly number[],
  at: readonly number[],
): (number[] | null)[] | null {
  const gives = column.report?.output ?? [];
  if (!source.along) {
    if (column.family !== 'shape' || size(gives) !== size(shape)) return gives.map(() => null);
    return reshaped(at, shape, gives).map((each) => [each]);
  }
  const found = source.along.map((runs, d) => over(runs, at[d] ?? 0));
  return found.some((each) => each.length === 0) ? null : found;
}

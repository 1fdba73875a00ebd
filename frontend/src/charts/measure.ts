/** How a measure is said, drawn and compared. */
import type { Measure } from '../link/catalog.gen';
import { percent } from '../words/numbers';
import { extent, floorOf, type Column } from './curve';
import { loss } from './words';

/** Its title after another word: "Test mean error", "Test R²", "Test RMSE". */
export function inside(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** Its value, in words: "98.08 %", "0.125"; '–': not known. */
export function figure(measure: Measure | null, value: number | null | undefined): string {
  if (!measure || value === null || value === undefined || !Number.isFinite(value)) return '–';
  return measure.share ? percent(value) : value < 0 ? `−${loss(-value)}` : loss(value);
}

/** As its axis has it: "97.5 %", "0.13". Null: a loss. */
export function tick(measure: Measure | null, value: number): string {
  return measure?.share ? `${Number((100 * value).toFixed(1))} %` : Number(value.toPrecision(2)).toString();
}

/** Of some figures, that of this measure; null: it has none. */
export function valueOf(measure: Measure | null, figures: Readonly<Record<string, number>> | undefined): number | null {
  return (measure && figures?.[measure.name]) ?? null;
}

/** Whether one is better than the other; null: not known, which is worse than any. */
export function beats(measure: Measure | null, a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a !== null;
  return measure?.better === 'less' ? a < b : a > b;
}

/** Its axis, from where to where. `close`: from a little below, or to a little above, nearly all of the numbers. */
export function axisOf(measure: Measure | null, columns: readonly Column[], close = false): [number, number] {
  const values = columns.flat().filter((value) => typeof value === 'number');
  if (measure?.share ?? true) {
    if (!close) return [0, 1];
    return measure?.better === 'less' ? [0, 1 - floorOf(values.map((value) => 1 - value))] : [floorOf(values), 1];
  }
  const [low, high] = extent(columns) ?? [0, 1];
  const [from, to] = close ? [low, high] : [Math.min(low, 0), Math.max(high, 0)];
  const room = (to - from || 1) / 20;
  return [from < 0 || close ? from - room : from, to + room];
}

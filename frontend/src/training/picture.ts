/** Where the curve of a loss lies in its picture, and what its axes say. Pure arithmetic: no page. */
import type { LossCurve } from '../link/catalog.gen';
import { say } from '../paint/scale';

/** The ends of an axis, and the numbers on it. */
export interface Axis {
  low: number;
  high: number;
  ticks: number[];
}

const ROUND = [1, 2, 2.5, 5, 10];

/** From the first of these numbers to the last, or a hundredth of that beyond, where a round number is; about so many are named. */
export function axis(low: number, high: number, about: number): Axis {
  const span = high - low || 1;
  const size = 10 ** Math.floor(Math.log10(span / about));
  const step = size * (ROUND.find((round) => size * round >= span / about) ?? 10);
  const first = Math.ceil((low - span / 100) / step);
  const last = Math.floor((high + span / 100) / step);
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  );
  return { low: Math.min(low, ticks[0] ?? low), high: Math.max(high, ticks.at(-1) ?? high), ticks };
}

/** The axes of a loss's picture: its own number across, and the loss from 0, or the least where that is below. */
export function axesOf(curve: LossCurve): { x: Axis; y: Axis } {
  const heights = curve.lines.flatMap(({ y }) => y);
  return {
    x: axis(curve.x[0] ?? 0, curve.x.at(-1) ?? 1, 4),
    y: axis(Math.min(0, ...heights), Math.max(...heights), 3),
  };
}

/** Whether a point lies within the axes. */
export function within({ x, y }: { x: Axis; y: Axis }, [across, up]: readonly [number, number]): boolean {
  return across >= x.low && across <= x.high && up >= y.low && up <= y.high;
}

/** What is to be seen, in a sentence. */
export function summary(curve: LossCurve): string {
  const parts = curve.lines.map(({ name, y }) => {
    const least = y.indexOf(Math.min(...y));
    const at = (i: number) => `${say(y.at(i) ?? 0, 2)} at ${say(curve.x.at(i) ?? 0, 2)}`;
    const ends = `${at(0)}, ${at(-1)}`;
    const middle = least > 0 && least < y.length - 1 ? `, least ${at(least)}` : '';
    return `${name ? `${name}: ` : ''}${ends}${middle}`;
  });
  return `The curve of the loss. Across: ${curve.axis}. ${parts.join('; ')}.`;
}

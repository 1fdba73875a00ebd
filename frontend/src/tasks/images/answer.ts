/** What to say of ten probabilities. */
import { likeliest } from '../../words/likeliest';

export interface Answer {
  /** Index of the likeliest class. */
  readonly best: number;
  readonly probability: number;
  /** The runner-up, if there is one. */
  readonly second: number | null;
}

/** The likeliest class and the next; null where there are none, or where they are not numbers. */
export function answer(probabilities: readonly number[]): Answer | null {
  const best = likeliest(probabilities);
  if (best === null) return null;
  const second = likeliest(probabilities.map((p, i) => (i === best ? NaN : p)));
  return { best, probability: probabilities[best] ?? NaN, second };
}

/** How long, in few characters. */
export function milliseconds(time: number): string {
  return time < 0.95 ? `${Math.max(0.1, time).toFixed(1)} ms` : `${Math.round(time)} ms`;
}

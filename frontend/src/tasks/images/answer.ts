/** What to say of ten probabilities. */

export interface Answer {
  /** Index of the likeliest class. */
  readonly best: number;
  readonly probability: number;
  /** The runner-up, if there is one. */
  readonly second: number | null;
}

/** The likeliest class and the next; null where there are none, or where they are not numbers. */
export function answer(probabilities: readonly number[]): Answer | null {
  let best = -1;
  let second = -1;
  probabilities.forEach((p, i) => {
    if (!Number.isFinite(p)) return;
    if (best < 0 || p > (probabilities[best] as number)) [second, best] = [best, i];
    else if (second < 0 || p > (probabilities[second] as number)) second = i;
  });
  if (best < 0) return null;
  return { best, probability: probabilities[best] as number, second: second < 0 ? null : second };
}

/** 0 to 1 as a percentage with one decimal; never rounded up to certainty. */
export function percent(probability: number): string {
  if (!Number.isFinite(probability)) return '–';
  if (probability < 1 && probability > 0.9995) return '> 99.9 %';
  return `${(100 * probability).toFixed(1)} %`;
}

/** How long, in few characters. */
export function milliseconds(time: number): string {
  return time < 0.95 ? `${Math.max(0.1, time).toFixed(1)} ms` : `${Math.round(time)} ms`;
}

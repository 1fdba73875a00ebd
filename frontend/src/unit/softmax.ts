/** Softmax, and its loss, right for logits of any size. */

export interface Softmax {
  /** e to the power of each number; of each number less `off` where those would be too large, or all too small. */
  powers: number[];
  /** What was taken off each number first. */
  off: number;
  sum: number;
  shares: number[];
  /** log Σ e^z. */
  logSum: number;
}

/** Beyond it e^z, or a sum of some, leaves the range of a double (e^±709). */
const SAFE = 500;

/**
 * pᵢ = e^zᵢ / Σ e^z.
 *
 * The largest is taken off first where that is needed: it changes no share. (Goodfellow, Bengio, Courville, Deep Learning, 4.1)
 */
export function softmax(z: readonly number[]): Softmax {
  const largest = z.reduce((most, each) => Math.max(most, each), -Infinity);
  const off = Math.abs(largest) > SAFE && Number.isFinite(largest) ? largest : 0;
  const powers = z.map((value) => Math.exp(value - off));
  const sum = powers.reduce((a, b) => a + b, 0);
  return { powers, off, sum, shares: powers.map((power) => power / sum), logSum: off + Math.log(sum) };
}

/** −log p of the right answer, from the logits: right also where p is too small for a double. */
export function surpriseOf(z: readonly number[], right: number): number {
  const { logSum } = softmax(z);
  return Math.max(0, logSum - (z[right] ?? -Infinity));
}

/** −log p; of 0: ∞. */
export function surprise(p: number): number {
  return p === 1 ? 0 : -Math.log(p);
}

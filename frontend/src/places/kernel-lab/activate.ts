/** What torch.nn.functional's relu, tanh and sigmoid do to numbers. */

export type Activation = 'none' | 'ReLU' | 'Tanh' | 'Sigmoid';

/**
 * Bends sums and keeps them, in 32 bits, from `at` on. The loops are written out: a function called for each number takes ten
 * times as long.
 */
export function keepBent(sums: Float64Array, activation: Activation, kept: Float32Array, at: number): void {
  const count = sums.length;
  if (activation === 'none') {
    for (let i = 0; i < count; i++) kept[at + i] = sums[i] as number;
  } else if (activation === 'ReLU') {
    // Half of x and its size: exact, and without a branch, which a processor guesses wrong at every second pixel of a photograph.
    for (let i = 0; i < count; i++) kept[at + i] = 0.5 * ((sums[i] as number) + Math.abs(sums[i] as number));
  } else if (activation === 'Sigmoid') {
    for (let i = 0; i < count; i++) kept[at + i] = 1 / (1 + Math.exp(-(sums[i] as number)));
  } else {
    for (let i = 0; i < count; i++) kept[at + i] = Math.tanh(sums[i] as number);
  }
}

/** One number bent. */
export function bent(number: number, activation: Activation): number {
  const kept = new Float32Array(1);
  keepBent(Float64Array.of(number), activation, kept, 0);
  return kept[0] as number;
}

/** What torch.nn.functional's relu, tanh and sigmoid do to numbers. */

export type Activation = 'none' | 'ReLU' | 'Tanh' | 'Sigmoid';

/** Bends numbers in place. The loops are written out: a function called for each number takes ten times as long. */
export function bend(numbers: Float64Array, activation: Activation): void {
  if (activation === 'ReLU') {
    for (let i = 0; i < numbers.length; i++) if (!((numbers[i] as number) > 0)) numbers[i] = 0;
  } else if (activation === 'Sigmoid') {
    for (let i = 0; i < numbers.length; i++) numbers[i] = 1 / (1 + Math.exp(-(numbers[i] as number)));
  } else if (activation === 'Tanh') {
    for (let i = 0; i < numbers.length; i++) numbers[i] = Math.tanh(numbers[i] as number);
  }
}

/** One number bent, as it is kept: in 32 bits. */
export function bent(number: number, activation: Activation): number {
  const numbers = Float64Array.of(number);
  bend(numbers, activation);
  return Math.fround(numbers[0] as number);
}

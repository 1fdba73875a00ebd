import { expect, it } from 'vitest';
import { fieldOf, parametersOf, sizeOf, windowsOf } from './sizes';

it.each([
  // Input, kernel, stride, padding, dilation, output: by hand.
  [28, 3, 1, 0, 1, 26],
  [28, 3, 1, 1, 1, 28],
  [28, 5, 1, 2, 1, 28],
  [26, 2, 2, 0, 1, 13],
  [7, 3, 1, 0, 1, 5],
  [7, 3, 2, 1, 1, 4],
  [7, 3, 1, 0, 2, 3],
  [8, 3, 3, 0, 1, 2],
  [4, 5, 1, 0, 1, 0],
  [4, 5, 1, 1, 1, 2],
  [1, 1, 8, 0, 1, 1],
])('an input of %i under a kernel of %i, stride %i, padding %i, dilation %i leaves %i', (...numbers) => {
  const [input, kernel, stride, padding, dilation, output] = numbers;
  const sizes = { input, kernel, stride, padding, dilation };
  expect(sizeOf(sizes).output).toBe(output);
  // Counted, window by window.
  let count = 0;
  for (let first = 0; first + dilation * (kernel - 1) < input + 2 * padding; first += stride) count++;
  expect(count).toBe(output);
  const windows = windowsOf(sizes);
  expect(windows).toHaveLength(output);
  expect(Math.max(-1, ...windows.flat())).toBeLessThan(input + 2 * padding);
});

it('puts the numbers into the formula', () => {
  expect(sizeOf({ input: 28, kernel: 3, stride: 2, padding: 1, dilation: 1 }).formula).toBe(
    '⌊(28 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 14',
  );
});

it('sees 5×5 with two 3×3 as with one 5×5, with fewer parameters', () => {
  const [two, one] = [
    { size: 3, count: 2 },
    { size: 5, count: 1 },
  ];
  expect([fieldOf(two), fieldOf(one)]).toEqual([5, 5]);
  expect(parametersOf(two, 1)).toEqual({ weights: 18, biases: 2 });
  expect(parametersOf(one, 1)).toEqual({ weights: 25, biases: 1 });
  expect(parametersOf(two, 64)).toEqual({ weights: 73_728, biases: 128 });
  expect(parametersOf(one, 64)).toEqual({ weights: 102_400, biases: 64 });
});

import { expect, it } from 'vitest';
import {
  activate,
  convolve,
  misfit,
  outputSize,
  padded,
  pool,
  window,
  type Convolution,
  type Pooling,
} from './convolve';
import { PRESETS } from './kernels';
import { picture, shifted } from './picture';
import cases from './torch-cases.json';

const BLOB = [
  [0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0],
  [0, 0, 1, 1, 1, 0, 0],
  [0, 0, 1, 1, 1, 0, 0],
  [0, 0, 1, 1, 1, 0, 0],
  [0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0],
];
const plain: Convolution = {
  size: 3,
  weights: [],
  scale: 1,
  bias: 0,
  stride: 1,
  padding: 0,
  mode: 'zeros',
  dilation: 1,
};
const kernel = (name: string): Convolution => {
  const found = PRESETS.find((each) => each.name === name);
  if (!found) throw new Error(name);
  return { ...plain, size: found.size, weights: found.weights, scale: found.scale };
};
const rows = (image: { width: number; data: Float32Array }): number[][] =>
  Array.from({ length: image.data.length / image.width }, (_, row) => [
    ...image.data.subarray(row * image.width, (row + 1) * image.width),
  ]);

it.each(cases.map((given, number) => ({ number, given })))('does what PyTorch does, case $number', ({ given }) => {
  const image = picture(given.channels, given.height, given.width, given.image);
  const settings = given as unknown as Convolution;
  expect(misfit(image, settings)).toBeNull();
  const whole = given.image.every(Number.isInteger) && given.weights.every(Number.isInteger);
  const made = convolve(image, settings);
  expect([made.channels, made.height, made.width]).toEqual(given.convolved.shape);
  const pooled = pool(image, given.pooling as Pooling);
  expect([pooled.channels, pooled.height, pooled.width]).toEqual(given.pooled.shape);
  for (const [ours, theirs] of [
    [made, given.convolved],
    [pooled, given.pooled],
  ] as const) {
    theirs.data.forEach((value, i) => {
      const own = ours.data[i] as number;
      if (whole && ours === made) expect(own).toBe(value + 0);
      else expect(Math.abs(own - value)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
    });
  }
  // The arithmetic that is shown adds up to the number that is shown.
  for (let row = 0; row < made.height; row++) {
    for (let column = 0; column < made.width; column++) {
      const sum = window(image, settings, row, column)
        .flat()
        .reduce((total, { product }) => total + product, 0);
      const shown = made.data[row * made.width + column] as number;
      expect(Math.abs(sum + given.bias - shown)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(shown)));
    }
  }
});

it('leaves the blob as it is, with the identity', () => {
  expect(rows(convolve(picture(1, 7, 7, BLOB.flat()), kernel('identity')))).toEqual(
    BLOB.slice(1, 6).map((row) => row.slice(1, 6)),
  );
});

it('blurs the blob with a ninth each', () => {
  const made = rows(convolve(picture(1, 7, 7, BLOB.flat()), kernel('box-blur')));
  const ninths = made.map((row) => row.map((value) => Math.round(value * 9 * 1e4) / 1e4));
  expect(ninths).toEqual([
    [1, 2, 3, 2, 1],
    [2, 4, 6, 4, 2],
    [3, 6, 9, 6, 3],
    [2, 4, 6, 4, 2],
    [1, 2, 3, 2, 1],
  ]);
});

it('finds the horizontal edges of the blob', () => {
  expect(rows(convolve(picture(1, 7, 7, BLOB.flat()), kernel('horizontal')))).toEqual([
    [1, 2, 3, 2, 1],
    [1, 2, 3, 2, 1],
    [0, 0, 0, 0, 0],
    [-1, -2, -3, -2, -1],
    [-1, -2, -3, -2, -1],
  ]);
});

it('answers most to the line it was made for', () => {
  const line = picture(1, 3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const answer = (name: string): number => convolve(line, kernel(name)).data[0] as number;
  const scores = PRESETS.filter(({ size }) => size === 3).map(({ name }) => [name, answer(name)] as const);
  expect(Math.max(...scores.map(([, score]) => score))).toBe(answer('diagonal'));
  expect(answer('diagonal')).toBe(6);
  expect(answer('antidiagonal')).toBe(0);
});

it('pools a small shift away, and a large one not', () => {
  const four = picture(1, 4, 4, [9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const most = (image: typeof four): number[] => [...pool(image, { kind: 'max', size: 2, stride: 2 }).data];
  expect(most(four)).toEqual([9, 0, 0, 0]);
  expect(most(shifted(four, 1, 0))).toEqual([9, 0, 0, 0]);
  expect(most(shifted(four, 1, 1))).toEqual([9, 0, 0, 0]);
  expect(most(shifted(four, 2, 0))).toEqual([0, 9, 0, 0]);
});

it('says why settings do not fit', () => {
  const small = picture(1, 3, 3);
  expect(misfit(small, { ...plain, size: 5, weights: [] })).toBe(
    'The kernel reaches over 5 pixels; picture and padding have 3.',
  );
  expect(misfit(small, { ...plain, padding: 3, mode: 'reflect' })).toMatch(/needs more than 3 pixels/);
  expect(misfit(small, { ...plain, padding: 3 })).toBeNull();
});

it('counts pixels as PyTorch does', () => {
  expect(outputSize(28, 3, 1)).toBe(26);
  expect(outputSize(28, 3, 2, 1)).toBe(14);
  expect(outputSize(7, 3, 1, 0, 2)).toBe(3);
  expect(outputSize(2, 3, 1)).toBeLessThan(1);
});

it('pads by mirror and by edge', () => {
  const row = picture(1, 3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(rows(padded(row, 2, 'reflect'))[2]).toEqual([3, 2, 1, 2, 3, 2, 1]);
  expect(rows(padded(row, 2, 'replicate'))[2]).toEqual([1, 1, 1, 2, 3, 3, 3]);
  expect(rows(padded(row, 1, 'zeros'))[1]).toEqual([0, 1, 2, 3, 0]);
});

it('bends with the usual functions', () => {
  const values = picture(1, 1, 3, [-1, 0, 2]);
  expect([...activate(values, 'ReLU').data]).toEqual([0, 0, 2]);
  expect(activate(values, 'Tanh').data[2]).toBeCloseTo(0.96402758, 6);
  expect(activate(values, 'Sigmoid').data[0]).toBeCloseTo(0.26894142, 6);
});

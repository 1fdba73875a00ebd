import { expect, it } from 'vitest';
import { bent, type Activation } from './activate';
import { convolve, misfit, outputSize, padded, window, type Convolution } from './convolve';
import { picture, type Picture } from './picture';
import { pool, pooled, type Pooling } from './pool';
import cases from './torch-cases.json';

const plain: Convolution = {
  height: 3,
  width: 3,
  weights: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  scale: 1,
  bias: 0,
  stride: 1,
  padding: [0, 0],
  mode: 'zeros',
  dilation: 1,
};
const rows = (image: Picture): number[][] =>
  Array.from({ length: image.data.length / image.width }, (_, row) => [
    ...image.data.subarray(row * image.width, (row + 1) * image.width),
  ]);
const near = (own: number, theirs: number): boolean => Math.abs(own - theirs) <= 1e-5 * Math.max(1, Math.abs(theirs));

it.each(cases.map((given, number) => ({ number, given })))('does what PyTorch does, case $number', ({ given }) => {
  const { channels, height, width, data } = given.image;
  const image = picture(channels, height, width, data);
  const settings = given.settings as unknown as Convolution;
  expect(misfit(image, settings)).toBeNull();
  const whole = data.every(Number.isInteger) && settings.weights.every(Number.isInteger);
  const convolved = convolve(image, settings);
  const pooling = given.pooling as Pooling;
  const everywhere = pool(image, { kind: 'max', height, width, stride: 1 });
  const made = {
    convolved,
    activated: convolve(image, settings, given.activation as Activation),
    pooled: pool(image, pooling),
    everywhere,
  };
  for (const name of ['convolved', 'activated', 'pooled', 'everywhere'] as const) {
    const [ours, theirs] = [made[name], given[name]];
    expect([ours.channels, ours.height, ours.width]).toEqual(theirs.shape);
    const exactly = whole && (name === 'convolved' || name === 'everywhere');
    const wrong = theirs.data.filter((value, i) => {
      const own = ours.data[i] as number;
      return exactly ? own !== value : !near(own, value);
    });
    expect(wrong, name).toEqual([]);
  }
  // The arithmetic that is shown adds up to the number that is shown.
  for (let row = 0; row < convolved.height; row++) {
    for (let column = 0; column < convolved.width; column++) {
      const products = window(image, settings, row, column).flat();
      const sum = products.reduce((total, { product }) => total + product, settings.bias);
      expect(near(sum, convolved.data[row * convolved.width + column] as number)).toBe(true);
    }
  }
  // And the numbers that are shown as pooled give the pooled one.
  const first = pooled(image, pooling, 0, 0);
  const shown = pooling.kind === 'max' ? Math.max(...first) : first.reduce((a, b) => a + b, 0) / first.length;
  expect(near(shown, made.pooled.data[0] as number)).toBe(true);
});

it('gives the bias where all weights are zero', () => {
  const made = convolve(picture(1, 3, 3), { ...plain, weights: new Array<number>(9).fill(0), bias: 0.5 });
  expect(rows(made)).toEqual([[0.5]]);
});

it('says why settings do not fit', () => {
  const small = picture(1, 3, 3);
  expect(misfit(small, { ...plain, height: 5, width: 5 })).toBe(
    'The kernel reaches over 5 pixels; picture and padding have 3.',
  );
  expect(misfit(small, { ...plain, padding: [3, 3], mode: 'reflect' })).toMatch(/needs more than 3 pixels/);
  expect(misfit(small, { ...plain, padding: [3, 3] })).toBeNull();
  expect(misfit(picture(1, 1, 9), plain)).toMatch(/reaches over 3 pixels; picture and padding have 1/);
  expect(misfit(picture(1, 1, 9), { ...plain, height: 1, padding: [0, 1], mode: 'reflect' })).toBeNull();
});

it('counts pixels as PyTorch does', () => {
  expect(outputSize(28, 3, 1)).toBe(26);
  expect(outputSize(28, 3, 2, 1)).toBe(14);
  expect(outputSize(7, 3, 1, 0, 2)).toBe(3);
  expect(outputSize(2, 3, 1)).toBeLessThan(1);
});

it('pads by mirror and by edge', () => {
  const square = picture(1, 3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(rows(padded(square, [2, 2], 'reflect'))[2]).toEqual([3, 2, 1, 2, 3, 2, 1]);
  expect(rows(padded(square, [2, 2], 'replicate'))[2]).toEqual([1, 1, 1, 2, 3, 3, 3]);
  expect(rows(padded(square, [1, 1], 'zeros'))[1]).toEqual([0, 1, 2, 3, 0]);
  expect(rows(padded(square, [0, 1], 'zeros'))).toEqual([
    [0, 1, 2, 3, 0],
    [0, 4, 5, 6, 0],
    [0, 7, 8, 9, 0],
  ]);
});

it('bends with the usual functions', () => {
  expect([-1, 0, 2].map((value) => bent(value, 'ReLU'))).toEqual([0, 0, 2]);
  expect(bent(2, 'Tanh')).toBeCloseTo(0.96402758, 6);
  expect(bent(-1, 'Sigmoid')).toBeCloseTo(0.26894142, 6);
  expect(bent(-1, 'none')).toBe(-1);
});

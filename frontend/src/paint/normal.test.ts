import { expect, it } from 'vitest';
import { ends, formula, given, pixelOf } from './normal';

/** MNIST's, as everywhere published. */
const MNIST = { mean: 0.1307, std: 0.3081 };

it('gives what torchvision gives for MNIST', () => {
  // torchvision.transforms.Normalize((0.1307,), (0.3081,)): the lowest and the highest number of its images.
  expect(given(0, MNIST)).toBeCloseTo(-0.42421296, 6);
  expect(given(1, MNIST)).toBeCloseTo(2.82148653, 6);
});

it('finds the pixel again, also from float32', () => {
  for (let byte = 0; byte < 256; byte++) expect(pixelOf(Math.fround(given(byte / 255, MNIST)), MNIST)).toBe(byte / 255);
});

it('is said with its numbers', () => {
  expect(formula(MNIST)).toBe('(x − 0.1307) / 0.3081');
  expect(formula(MNIST, 89 / 255)).toBe('(0.349 − 0.1307) / 0.3081');
  expect(ends(MNIST)).toBe('bare paper is −0.42, full ink 2.8');
  expect(ends({ mean: 0.3768, std: 0.2267, coloured: true })).toBe('none of a colour is −1.7, all of it 2.7');
});

import { expect, it } from 'vitest';
import { PRESETS } from './kernels';
import { picture } from './picture';
import { scoreOf } from './score';
import { CELLS } from './sources';
import { convolution, stage } from './stage';

const line = CELLS.find((each) => each.name === 'line')!.make();
const score = (weights: readonly number[], scale = 1) => {
  const given = stage('identity', { kernel: { height: 3, width: 3, weights, scale }, bias: 4 });
  return scoreOf(line, convolution(given, line));
};

it('is the largest sum by the norm of the kernel', () => {
  // A window on the line holds three ones: its norm is √3, and three ones along the line reach it.
  const best = score([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect(best.answer).toBe(3);
  expect(best.norm).toBeCloseTo(Math.sqrt(3), 12);
  expect(best.score).toBeCloseTo(1.7320508, 6);
  expect(best.best).toBeCloseTo(1.7320508, 6);
  // 2 + 2 + 2 = 6, by √(3·4 + 6·1) = √18.
  expect(score([2, -1, -1, -1, 2, -1, -1, -1, 2]).score).toBeCloseTo(6 / Math.sqrt(18), 6);
  // Nine ones: 3 by √9.
  expect(score(new Array<number>(9).fill(1)).score).toBeCloseTo(1, 6);
});

it('is not raised by larger weights', () => {
  expect(score([100, 0, 0, 0, 100, 0, 0, 0, 100]).score).toBeCloseTo(Math.sqrt(3), 5);
  expect(score([1, 0, 0, 0, 1, 0, 0, 0, 1], 7).score).toBeCloseTo(Math.sqrt(3), 5);
});

it('is 0 for a kernel of zeros', () => {
  expect(score(new Array<number>(9).fill(0))).toMatchObject({ answer: 0, norm: 0, score: 0 });
});

it('is never above the best, whatever the kernel', () => {
  let seed = 1;
  const chance = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const noise = picture(
    3,
    6,
    6,
    Array.from({ length: 108 }, () => 2 * chance() - 1),
  );
  for (let i = 0; i < 200; i++) {
    const kernel = { height: 3, width: 3, weights: Array.from({ length: 9 }, () => 2 * chance() - 1), scale: 1 };
    const found = scoreOf(noise, convolution(stage('identity', { kernel }), noise));
    expect(found.score).toBeLessThanOrEqual(found.best * (1 + 1e-6));
  }
});

it('ranks the presets on the line: its own diagonal first, the other last', () => {
  const square = PRESETS.filter((each) => each.height === 3 && each.width === 3);
  const ranked = square
    .map((each) => [score(each.weights, each.scale).score, each.name] as const)
    .sort((a, b) => b[0] - a[0]);
  expect(ranked[0]?.[1]).toBe('diagonal');
  expect(score(square.find((each) => each.name === 'antidiagonal')!.weights).answer).toBeLessThan(6);
});

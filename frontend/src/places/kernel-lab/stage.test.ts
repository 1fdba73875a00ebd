import { expect, it } from 'vitest';
import { picture, thinned } from './picture';
import { convolution, Pipeline, pooling, run, runSmall, small, stage } from './stage';

const image = picture(
  1,
  8,
  8,
  Array.from({ length: 64 }, (_, i) => i % 7),
);
const row = picture(1, 1, 6, [1, 2, 3, 4, 5, 6]);

it('runs only stages whose picture or settings changed', () => {
  const pipeline = new Pipeline();
  const stages = [stage('box-blur'), stage('horizontal'), stage('identity')];
  const before = pipeline.run(image, stages);
  expect(pipeline.run(image, stages)).toEqual(before);
  const after = pipeline.run(image, [stages[0]!, stage('vertical'), stages[2]!]);
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  expect(after[2]).not.toBe(before[2]);
  expect(pipeline.run({ ...image }, stages)[0]).not.toBe(before[0]);
});

it('writes over no result that is the newest or the one before', () => {
  const pipeline = new Pipeline();
  const numbers = (result: ReturnType<typeof run>) => [...result.output!.data];
  const runs = ['box-blur', 'horizontal', 'vertical', 'sharpen', 'emboss'].map((name) => [stage(name), stage(name)]);
  let last: ReturnType<typeof run>[] = [];
  let kept: number[][] = [];
  for (const stages of runs) {
    const now = pipeline.run(image, stages);
    expect(last.map(numbers)).toEqual(kept);
    const first = run(image, stages[0]!);
    expect(now.map(numbers)).toEqual([numbers(first), numbers(run(first.output!, stages[1]!))]);
    [last, kept] = [[...now], now.map(numbers)];
  }
});

it('ends where a stage does not fit', () => {
  const found = new Pipeline().run(image, [stage('gaussian-5'), stage('gaussian-5'), stage('identity')]);
  expect(found).toHaveLength(2);
  expect(found[1]?.problem).toMatch(/reaches over 5 pixels; picture and padding have 4/);
});

it('takes a row as PyTorch’s 1-d layers do: padded at its ends, pooled along itself', () => {
  expect(convolution(stage('spike', { padding: 2 }), row).padding).toEqual([0, 2]);
  expect(convolution(stage('identity', { padding: 2 }), row).padding).toEqual([2, 2]);
  expect(convolution(stage('spike', { padding: 2 }), image).padding).toEqual([2, 2]);
  const halves = { kind: 'max', everywhere: false, size: 2, stride: 2 } as const;
  // −a + b − c: 1 − 2·1 … by hand: 2−1−3, 3−2−4, 4−3−5, 5−4−6.
  expect([...run(row, stage('spike')).output!.data]).toEqual([-2, -3, -4, -5]);
  expect([...run(row, stage('spike', { pooling: halves })).output!.data]).toEqual([-2, -4]);
});

it('pools over all places, whatever the size', () => {
  const everywhere = { kind: 'average', everywhere: true, size: 2, stride: 2 } as const;
  expect(pooling(everywhere, image)).toMatchObject({ height: 8, width: 8 });
  expect([...run(row, stage('spike', { pooling: everywhere })).output!.data]).toEqual([-3.5]);
});

it('says when a pooling window does not fit', () => {
  const wide = { kind: 'max', everywhere: false, size: 8, stride: 2 } as const;
  expect(run(image, stage('identity', { pooling: wide })).problem).toBe(
    'The pooling window is 8 pixels wide; the picture has 6.',
  );
});

it.each([
  ['sharpen', {}],
  ['gaussian-5', { stride: 2, padding: 3, mode: 'reflect', activation: 'ReLU', bias: -1 }],
  ['emboss', { dilation: 3, activation: 'Tanh' }],
  ['box-blur', { pooling: { kind: 'max', everywhere: false, size: 3, stride: 2 } }],
] as const)('makes of %s, small, what is seen of it large', (name, given) => {
  const large = picture(
    1,
    300,
    401,
    Array.from({ length: 300 * 401 }, (_, i) => (i * i) % 17),
  );
  const made = stage(name, given);
  const { output } = run(large, made);
  const seen = runSmall(large, made)!;
  expect([seen.height, seen.width]).toEqual([small(output!).height, small(output!).width]);
  expect(Math.max(seen.height, seen.width)).toBeLessThanOrEqual(128);
  small(output!).data.forEach((value, i) => expect(seen.data[i]).toBeCloseTo(value, 4));
  expect(runSmall(picture(1, 1, 1), made)).toBeNull();
});

it('leaves out rows and columns of what is made small', () => {
  expect([...thinned(picture(1, 3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]), 2).data]).toEqual([1, 3, 7, 9]);
});

import { expect, it } from 'vitest';
import { block, isBlock, written } from './block';

const NINE = [
  [1, 2, 3],
  [-4, 5.5, 1 / 9],
];

it.each([
  ['1\t2\t3\r\n-4\t5,5\t1/9\r\n'],
  ['1 2 3\n−4 5.5 1/9'],
  ['1, 2, 3\n-4, 5.5, 1 / 9\n'],
  ['1,2,3;-4,5.5,1/9'],
  ['[[1, 2, 3],\n [-4, 5.5, 1/9]]'],
  ['[[ 1.   2.   3. ]\n [-4.   5.5  1/9]]'],
  ['  1   2  3,\n\n  -4 5.5 1/9,  '],
  ['1\t2\t3\t\n-4\t5.5\t1/9\t'],
])('reads a block: %j', (text) => expect(block(text)).toEqual({ rows: NINE }));

it.each([
  ['', /no numbers/],
  [' \n\t', /no numbers/],
  ['1 2\n3', /Row 1 has 2 numbers, row 2 has 1/],
  ['1 2\n3 x', /Row 2, number 2: “x” is no number/],
  ['1\t\t2', /number 2: nothing is no number/],
  ['1 1/0', /“1\/0” is no number/],
  ['<b>', /“<b>” is no number/],
  ['1 NaN', /is no number/],
  ['9'.repeat(60), /is no number/],
  ['1 '.repeat(60_000), /too long/],
])('says why it is none: %.20j', (text, why) => expect(block(text)).toEqual({ problem: expect.stringMatching(why) }));

it('writes what it reads', () => {
  expect(written([1, 2, 3, -4, 5.5, 1 / 9], 3)).toBe('1\t2\t3\n−4\t11/2\t1/9');
  expect(written([0.123456, -0.7651237], 2)).toBe('0.123456\t−0.7651237');
  expect(block(written(NINE.flat(), 3))).toEqual({ rows: NINE });
});

it('tells a block from a number', () => {
  expect(['1 2', '1\t2', '1,2,3', '1\n2', '1;2', '[1, 2]'].map(isBlock)).toEqual([true, true, true, true, true, true]);
  expect(['1', ' −2.5 ', '1/9', '1 / 9', '', 'x'].map(isBlock)).toEqual([false, false, false, false, false, false]);
});

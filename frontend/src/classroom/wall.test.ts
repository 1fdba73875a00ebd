import { describe, expect, it } from 'vitest';
import type { Verdicts, WallDigit } from '../link/protocol.gen';
import { digitWords, inOrder, inOrderOf, judge, probabilitiesOf, withDigits, type Judged } from './wall';

const digit = (id: number, label = 0, more: Partial<WallDigit> = {}): WallDigit => ({
  id,
  name: 'Ada',
  label,
  struck: false,
  image: new Uint8Array(784),
  ...more,
});

const said = (...probabilities: number[]) => Float32Array.from(probabilities);

function verdicts(rows: Record<number, number[]>): Verdicts {
  const numbers = Float32Array.from(Object.values(rows).flat());
  // As msgpack gives it: a view that need not be aligned.
  const bytes = new Uint8Array(numbers.byteLength + 1);
  bytes.set(new Uint8Array(numbers.buffer), 1);
  return {
    kind: 'verdicts',
    step: 1,
    ids: Object.keys(rows).map(Number),
    probabilities: { shape: [Object.keys(rows).length, 3], data: bytes.subarray(1) },
    right: 0,
    total: 0,
    beside: null,
    beside_dataset: '',
  };
}

describe('what the net says of a digit', () => {
  it.each([
    [[0.125, 0.875, 0], 1, 'right', 0.875],
    [[0.125, 0.875, 0], 0, 'wrong', 0.875],
    [[0.25, 0.5, 0.25], 1, 'unsure', 0.5],
    [[0.25, 0.5, 0.25], 0, 'unsure', 0.5],
  ] as const)('%j of a %i is %s', (row, label, standing, confidence) => {
    expect(judge(digit(1, label), said(...row))).toMatchObject({ standing, guess: 1, confidence, truth: row[label] });
  });

  it('is nothing where it was not asked, or its output is no number', () => {
    for (const none of [undefined, said(), said(NaN, NaN, NaN)])
      expect(judge(digit(1), none)).toMatchObject({ standing: 'unknown', guess: null, confidence: 0 });
  });

  it('does not count for one that is struck out', () => {
    expect(judge(digit(1, 0, { struck: true }), said(0, 1, 0)).standing).toBe('struck');
  });

  it('is read row by row', () => {
    const rows = probabilitiesOf(verdicts({ 4: [0.5, 0.25, 0.25], 7: [0, 0, 1] }));
    expect([...rows].map(([id, row]) => [id, [...row]])).toEqual([
      [4, [0.5, 0.25, 0.25]],
      [7, [0, 0, 1]],
    ]);
    expect(probabilitiesOf(null).size).toBe(0);
  });
});

describe('the order of the wall', () => {
  const judged: Judged[] = [
    judge(digit(1, 1), said(0.25, 0.75, 0)), // right
    judge(digit(2, 1), said(0, 1, 0)), // right, surer
    judge(digit(3, 0), said(0.25, 0.75, 0)), // wrong
    judge(digit(4, 0), said(0, 1, 0)), // wrong, surer
    judge(digit(5, 0), said(0.5, 0.25, 0.25)), // unsure
    judge(digit(6, 0), undefined),
    judge(digit(7, 0, { struck: true }), said(0, 1, 0)),
    judge(digit(8, 2), said(0.25, 0.4, 0.35)), // unsure, less sure
    judge(digit(9, 0, { struck: true }), said(0, 1, 0)),
  ];
  const ids = (all: Judged[]) => all.map((each) => each.digit.id);

  it('has confident mistakes first, then what is unsure, then what is right', () => {
    expect(ids(inOrder(judged))).toEqual([4, 3, 8, 5, 1, 2, 6, 9, 7]);
    expect(ids(inOrder([...judged].reverse()))).toEqual([4, 3, 8, 5, 1, 2, 6, 9, 7]);
  });

  it('can be kept, with what is new at the end', () => {
    const some = judged.slice(0, 4);
    expect(ids(inOrderOf([3, 1, 99], some))).toEqual([3, 1, 2, 4]);
  });
});

it('takes over what is new or changed, or all', () => {
  const first = withDigits(new Map(), [digit(1), digit(2)], false);
  const second = withDigits(first, [digit(2, 5), digit(3)], false);
  expect([...second.values()].map(({ id, label }) => [id, label])).toEqual([
    [1, 0],
    [2, 5],
    [3, 0],
  ]);
  expect([...withDigits(second, [digit(9)], true).keys()]).toEqual([9]);
  expect(first.size).toBe(2);
});

it('says it in words', () => {
  const names = ['Coat', 'Bag', 'Boot'];
  expect(digitWords(judge(digit(23, 0), said(0.125, 0.875, 0)), names)).toBe(
    'Number 23, by Ada: Coat. The net says Bag, 88 % sure: wrong',
  );
  expect(digitWords(judge(digit(23, 1), said(0.125, 0.875, 0)), names)).toMatch(/: right$/);
  expect(digitWords(judge(digit(2, 1), undefined), names)).toBe('Number 2, by Ada: Bag. Not looked at yet');
});

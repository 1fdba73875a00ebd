/** The bench; the lectures' numbers are written by hand. */
import { expect, it } from 'vitest';
import type { Bench } from './data';
import { EXHIBITS } from './exhibits';
import { added, batch, logShares, losses, reachOf, removed, replaced, resized, stepOf, withRow } from './rows';

const benchOf = (name: string): Bench => EXHIBITS.find((each) => each.name === name)!.bench!;

it('has the lectures’ numbers', () => {
  expect(benchOf('softmax')).toMatchObject({
    kind: 'logits',
    names: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    rows: [{ values: [4, 3.5, 4, -1, 0.5, 2, -4, 3, -2, 5], right: null }],
  });
  expect(benchOf('loss').rows).toEqual([{ values: [4, 3.5, 4, -1, 0.5, 2, -4, 3, -2, 5], right: 6 }]);
  expect(benchOf('softmax-five').rows).toEqual([{ values: [5, 4, 3, 2, 1], right: null }]);
  expect(benchOf('loss-rows')).toMatchObject({
    kind: 'probabilities',
    names: ['cat', 'dog', 'horse'],
    rows: [
      { values: [0.71, 0.26, 0.04], right: 0 },
      { values: [0.02, 0, 0.98], right: 2 },
      { values: [0.49, 0.49, 0.02], right: 0 },
    ],
  });
});

it('says −log p row by row, their sum and their mean', () => {
  const rows = losses(benchOf('loss-rows')) as number[];
  expect(rows.map((loss) => loss.toFixed(2))).toEqual(['0.34', '0.02', '0.71']);
  const found = batch(benchOf('loss-rows'))!;
  expect([found.sum.toFixed(3), found.mean.toFixed(3), found.count]).toEqual(['1.076', '0.359', 3]);
  // “Cat or dog”: the other of the two costs the same.
  const other = { ...benchOf('loss-rows'), row: 2 };
  expect(losses(withRow(other, { values: [0.49, 0.49, 0.02], right: 1 }))).toEqual(rows);
  expect(losses(benchOf('loss')).map((loss) => loss?.toFixed(2))).toEqual(['9.77']);
  expect(losses(benchOf('loss-ends'))).toEqual([0, Infinity]);
  expect(batch(benchOf('loss-ends'))).toEqual({ sum: Infinity, mean: Infinity, count: 2 });
  expect(batch(benchOf('softmax'))).toBeNull();
  expect(losses(benchOf('large-logits'))[0]).toBeCloseTo(1000.3132617, 6);
  expect(logShares([1000, 999, 0])[2]).toBeCloseTo(-1000.3132617, 6);
});

it('takes more and fewer classes, and more and fewer rows', () => {
  const bench = benchOf('loss-rows');
  const five = resized(bench, 5);
  expect([five.names, five.rows[0]]).toEqual([
    ['cat', 'dog', 'horse', '0', '1'],
    { values: [0.71, 0.26, 0.04, 0, 0], right: 0 },
  ]);
  expect(resized(bench, 2).rows[1]).toEqual({ values: [0.02, 0], right: null });
  const four = added({ ...bench, row: 1 });
  expect([four.rows.length, four.row, four.rows[3]]).toEqual([4, 3, bench.rows[1]]);
  expect(removed(four).rows).toEqual(bench.rows);
  let most = bench;
  for (let i = 0; i < 20; i++) most = added(most);
  expect(most.rows).toHaveLength(12);
  let least = bench;
  for (let i = 0; i < 20; i++) least = removed(least);
  expect(least.rows).toHaveLength(1);
});

it('takes a block of rows, or says why not', () => {
  const bench = benchOf('softmax');
  const made = replaced(bench, [
    [5, 4, 3],
    [1, 2, 3],
  ]) as Bench;
  expect([made.names, made.rows.map(({ values }) => values)]).toEqual([
    ['0', '1', '2'],
    [
      [5, 4, 3],
      [1, 2, 3],
    ],
  ]);
  expect(replaced(bench, [[1]])).toMatch(/2 to 20 numbers/);
  expect(replaced(bench, [new Array<number>(21).fill(0)])).toMatch(/these have 21/);
  expect(replaced(bench, new Array(13).fill([1, 2]))).toMatch(/at most 12/);
  expect(replaced(benchOf('loss-rows'), [[1.1, 0]])).toMatch(/0 to 1/);
});

it('has rails as long as the numbers, in round steps', () => {
  expect([[1], [6], [-7], [28], [1000], [0.1]].map(reachOf)).toEqual([6, 6, 7, 30, 1000, 6]);
  expect([6, 7, 30, 1000].map(stepOf)).toEqual([0.1, 0.1, 1, 10]);
});

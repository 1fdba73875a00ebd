/** The lectures' examples, their numbers written by hand. */
import { expect, it } from 'vitest';
import { EXHIBITS } from './exhibits';
import { differences, inColour, shifted, type Picture } from './picture';
import { scoreOf } from './score';
import { CELLS, PHOTOGRAPHS } from './sources';
import { convolution, Pipeline } from './stage';

function rows({ data, width }: Picture): number[][] {
  return Array.from({ length: data.length / width }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

function shown(
  name: string,
  shift: readonly [number, number] | null = null,
): { image: Picture; sums: Picture; output: Picture } {
  const exhibit = EXHIBITS.find((each) => each.name === name)!;
  const made = CELLS.find((each) => each.name === exhibit.source)!.make();
  const still = exhibit.colour ? inColour(made) : made;
  const image = shifted(still, ...(shift ?? exhibit.shift ?? [0, 0]));
  const result = new Pipeline().run(image, exhibit.stages()).at(-1)!;
  return { image, sums: result.activated!, output: result.output! };
}

it('has a name of its own for each, and a picture and stages that fit', () => {
  expect(new Set(EXHIBITS.map(({ name }) => name)).size).toBe(EXHIBITS.length);
  for (const each of EXHIBITS) {
    if (PHOTOGRAPHS.some(({ name }) => name === each.source)) continue;
    expect(shown(each.name).output.data.length, each.name).toBeGreaterThan(0);
  }
});

it('finds the horizontal edges of the blob', () => {
  expect(rows(shown('edges').output)).toEqual([
    [1, 2, 3, 2, 1],
    [1, 2, 3, 2, 1],
    [0, 0, 0, 0, 0],
    [-1, -2, -3, -2, -1],
    [-1, -2, -3, -2, -1],
  ]);
});

it('blurs the blob with a ninth each', () => {
  const ninths = rows(shown('blur').output).map((row) => row.map((value) => Math.round(value * 9e4) / 1e4));
  expect(ninths).toEqual([
    [1, 2, 3, 2, 1],
    [2, 4, 6, 4, 2],
    [3, 6, 9, 6, 3],
    [2, 4, 6, 4, 2],
    [1, 2, 3, 2, 1],
  ]);
});

it('leaves the blob as it is, with the identity', () => {
  expect(rows(shown('identity').output)).toEqual([
    [0, 0, 0, 0, 0],
    [0, 1, 1, 1, 0],
    [0, 1, 1, 1, 0],
    [0, 1, 1, 1, 0],
    [0, 0, 0, 0, 0],
  ]);
});

it('finds the spike in a row: 0 0 1 0 0 1 1 0 0', () => {
  expect(rows(shown('spike').output)).toEqual([[-1, 1, -1, -1, 0, 0, -1]]);
});

it('finds a spike anywhere, wherever the row is moved, until it is gone', () => {
  for (const right of [-2, -1, 0, 1, 2, 3])
    expect([...shown('anywhere', [right, 0]).output.data], `${right}`).toEqual([1]);
  // Moved left by 3 the lone 1 is gone; the two side by side are none.
  expect([...shown('anywhere', [-3, 0]).output.data]).toEqual([0]);
});

it('begins the search for the line’s kernel at 1, with √3 to reach', () => {
  const { image } = shown('diagonal');
  const [given] = EXHIBITS.find((each) => each.name === 'diagonal')!.stages();
  expect(scoreOf(image, convolution(given!, image))).toMatchObject({ answer: 1, norm: 1, score: 1 });
  expect(scoreOf(image, convolution(given!, image)).best).toBeCloseTo(1.7320508, 6);
});

it('keeps the largest of each 2×2 window', () => {
  // 1 1 | 2 4
  // 5 6 | 7 8
  // 3 2 | 1 0
  // 1 2 | 3 4
  expect(rows(shown('max-pooling').output)).toEqual([
    [6, 8],
    [3, 4],
  ]);
});

it('pools a small shift away, and a big one not', () => {
  const nine = [
    [9, 0],
    [0, 0],
  ];
  expect(rows(shown('small-shift', [0, 0]).output)).toEqual(nine);
  expect(rows(shown('small-shift').output)).toEqual(nine);
  expect(rows(shown('small-shift', [1, 1]).output)).toEqual(nine);
  expect(rows(shown('big-shift').output)).toEqual([
    [0, 9],
    [0, 0],
  ]);
  expect(differences(shown('small-shift').output, shown('small-shift', [0, 0]).output)).toBe(0);
  expect(differences(shown('big-shift').output, shown('big-shift', [0, 0]).output)).toBe(2);
  expect(differences(shown('small-shift').sums, shown('small-shift', [0, 0]).sums)).toBe(2);
});

it('loses the edge between red and green in the sum of the channels', () => {
  expect([...shown('colours').output.data]).toEqual(new Array(25).fill(0));
});

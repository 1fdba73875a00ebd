/** The lectures' examples, their numbers written by hand. */
import { expect, it } from 'vitest';
import { EXHIBITS, type Exhibit } from './exhibits';
import { differences, inColour, picture, shifted, type Picture } from './picture';
import { scoreOf } from './score';
import { CELLS, PHOTOGRAPHS } from './sources';
import { convolution, filters, Pipeline, run, stage, type Stage } from './stage';

function rows({ data, width }: Picture): number[][] {
  return Array.from({ length: data.length / width }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

const exhibitOf = (name: string): Exhibit => EXHIBITS.find((each) => each.name === name)!;
const stageOf = (name: string): Stage => exhibitOf(name).stages()[0]!;

function shown(
  name: string,
  shift: readonly [number, number] | null = null,
): { image: Picture; sums: Picture; output: Picture } {
  const exhibit = exhibitOf(name);
  const made = CELLS.find((each) => each.name === exhibit.source)!.make();
  const still = exhibit.colour ? inColour(made) : made;
  const image = shifted(still, ...(shift ?? exhibit.shift ?? [0, 0]));
  const result = new Pipeline().run(image, exhibit.stages()).at(-1)!;
  return { image, sums: result.activated!, output: result.output! };
}

it('has a name of its own for each, and a picture and stages that fit', () => {
  expect(new Set(EXHIBITS.map(({ name }) => name)).size).toBe(EXHIBITS.length);
  for (const each of EXHIBITS) {
    if (each.view) continue;
    if (PHOTOGRAPHS.some(({ name }) => name === each.source)) continue;
    expect(shown(each.name).output.data.length, each.name).toBeGreaterThan(0);
  }
});

it('finds the horizontal edges of the square', () => {
  expect(rows(shown('edges').output)).toEqual([
    [1, 2, 3, 2, 1],
    [1, 2, 3, 2, 1],
    [0, 0, 0, 0, 0],
    [-1, -2, -3, -2, -1],
    [-1, -2, -3, -2, -1],
  ]);
});

/** In ninths, of which float32 holds whole numbers after multiplying. */
const inNinths = (image: Picture): number[][] =>
  rows(image).map((row) => row.map((value) => Math.round(value * 9e4) / 1e4));

it('has the lecture’s blob', () => {
  const blob = [
    [0, 0, 0, 0, 0, 0, 0],
    [0, 0, 1, 1, 1, 0, 0],
    [0, 1, 1, 1, 1, 1, 0],
    [0, 1, 1, 1, 0, 0, 0],
    [0, 1, 1, 1, 1, 1, 0],
    [0, 0, 1, 1, 1, 0, 0],
    [0, 0, 0, 0, 0, 0, 0],
  ];
  for (const name of ['identity', 'blur', 'horizontal', 'padding', 'stack'])
    expect(rows(shown(name).image)).toEqual(blob);
});

const IDENTITY = [
  [0, 1, 1, 1, 0],
  [1, 1, 1, 1, 1],
  [1, 1, 1, 0, 0],
  [1, 1, 1, 1, 1],
  [0, 1, 1, 1, 0],
];
const NINTHS = [
  [3, 5, 6, 5, 3],
  [5, 8, 8, 6, 3],
  [6, 9, 8, 7, 4],
  [5, 8, 8, 6, 3],
  [3, 5, 6, 5, 3],
];
const LINES = [
  [0, 1, 3, 1, 0],
  [1, 1, 1, 3, 3],
  [0, 0, -2, -4, -4],
  [1, 1, 1, 3, 3],
  [0, 1, 3, 1, 0],
];

it('copies the blob, blurs it in ninths, finds its horizontal edges', () => {
  expect(rows(shown('identity').output)).toEqual(IDENTITY);
  expect(inNinths(shown('blur').output)).toEqual(NINTHS);
  expect(rows(shown('horizontal').output)).toEqual(LINES);
  expect(stageOf('blur').kernel).toMatchObject({ weights: new Array(9).fill(1), scale: 1 / 9 });
  expect(stageOf('horizontal').kernel.weights).toEqual([-1, -1, -1, 2, 2, 2, -1, -1, -1]);
});

it('stays as large as the picture with a padding of 1', () => {
  expect(rows(shown('padding').output)).toEqual([
    [0, -1, -2, -3, -2, -1, 0],
    [-1, 0, 1, 3, 1, 0, -1],
    [1, 1, 1, 1, 3, 3, 2],
    [0, 0, 0, -2, -4, -4, -2],
    [1, 1, 1, 1, 3, 3, 2],
    [-1, 0, 1, 3, 1, 0, -1],
    [0, -1, -2, -3, -2, -1, 0],
  ]);
});

it('takes the same kernels to a photograph', () => {
  for (const [name, kernel] of [
    ['photo-blur', 'blur'],
    ['photo-edges', 'horizontal'],
  ] as const) {
    expect(PHOTOGRAPHS.map(({ name }) => name)).toContain(exhibitOf(name).source);
    expect(stageOf(name).kernel).toEqual(stageOf(kernel).kernel);
  }
});

it('makes a stack of three outputs with three kernels, after ReLU', () => {
  const stage = stageOf('stack');
  expect(filters(stage).map(({ preset, bias }) => [preset, bias])).toEqual([
    ['identity', 0],
    ['box-blur', 0],
    ['horizontal-lines', 0],
  ]);
  const { image } = shown('stack');
  const [copied, blurred, lines] = filters(stage).map((each) => run(image, { ...stage, ...each }).output!);
  expect(rows(copied!)).toEqual(IDENTITY);
  expect(inNinths(blurred!)).toEqual(NINTHS);
  expect(rows(lines!)).toEqual(LINES.map((row) => row.map((value) => Math.max(0, value))));
});

it('sees 16 pixels with one, and 36 after pooling again', () => {
  expect(rows(shown('sixteen').image)).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
    [13, 14, 15, 16],
  ]);
  // 1 + 2 + 3 + 5 + 6 + 7 + 9 + 10 + 11 = 54, and so on.
  expect(rows(shown('sixteen').sums)).toEqual([
    [54, 63],
    [90, 99],
  ]);
  expect(rows(shown('sixteen').output)).toEqual([[99]]);
  const results = new Pipeline().run(shown('pooled-again').image, exhibitOf('pooled-again').stages());
  expect(rows(results[0]!.activated!)).toEqual([
    [72, 81, 90, 99],
    [126, 135, 144, 153],
    [180, 189, 198, 207],
    [234, 243, 252, 261],
  ]);
  expect(rows(results[0]!.output!)).toEqual([
    [135, 153],
    [243, 261],
  ]);
  expect(rows(results[1]!.output!)).toEqual([[261]]);
});

it('pools a small shift away, and a big one not, on 3×3', () => {
  for (const [shift, left] of [
    [[0, 0], 9],
    [[1, 0], 9],
    [[0, 1], 9],
    [[1, 1], 9],
    [[2, 0], 0],
    [[0, 2], 0],
  ] as const)
    expect(rows(shown('small-shift-3', shift).output)).toEqual([[left]]);
  expect(rows(shown('small-shift-3').output)).toEqual([[9]]);
  expect(rows(shown('big-shift-3').output)).toEqual([[0]]);
});

it('detects a spike among three inputs of 1 and −1, and nothing else as much', () => {
  expect(rows(shown('detector').image)).toEqual([[-1, 1, -1]]);
  const stage = stageOf('detector');
  expect(stage.kernel).toMatchObject({ height: 1, width: 3, weights: [-1, 1, -1] });
  const answers = Object.fromEntries(
    ['---', '--+', '-+-', '-++', '+--', '+-+', '++-', '+++'].map((signs) => {
      const image = picture(
        1,
        1,
        3,
        [...signs].map((sign) => (sign === '+' ? 1 : -1)),
      );
      return [signs, run(image, stage).output!.data[0]];
    }),
  );
  expect(answers).toEqual({
    '---': 1,
    '--+': -1,
    '-+-': 3,
    '-++': 1,
    '+--': -1,
    '+-+': -3,
    '++-': 1,
    '+++': -1,
  });
});

it('detects a spike everywhere and anywhere in a row of 1 and −1', () => {
  expect(rows(shown('everywhere').image)).toEqual([[-1, -1, 1, -1, -1, 1, 1, -1, -1]]);
  expect(rows(shown('everywhere').output)).toEqual([[-1, 3, -1, -1, 1, 1, -1]]);
  expect(rows(shown('anywhere-signed').output)).toEqual([[3]]);
  for (const right of [-1, 1, 2, 3, 4, 5])
    expect([...shown('anywhere-signed', [right, 0]).output.data], `${right}`).toEqual([3]);
});

it('answers most to a line with 1 on the diagonal and −1 elsewhere', () => {
  expect(stageOf('line').kernel.weights).toEqual([1, -1, -1, -1, 1, -1, -1, -1, 1]);
  expect(rows(shown('line').image)).toEqual([
    [1, -1, -1],
    [-1, 1, -1],
    [-1, -1, 1],
  ]);
  expect(rows(shown('line').output)).toEqual([[9]]);
  const { image } = shown('line');
  // √9 = 3 is the kernel's norm, and that of the window.
  expect(scoreOf(image, convolution(stageOf('line'), image))).toEqual({ answer: 9, norm: 3, score: 3, best: 3 });
  // No other of all 512 kernels of 1 and −1 answers as much.
  const best = Array.from({ length: 512 }, (_, bits) => {
    const weights = Array.from({ length: 9 }, (_, i) => ((bits >> i) & 1 ? 1 : -1));
    const kernel = { height: 3, width: 3, weights, scale: 1 };
    return { weights, answer: scoreOf(image, convolution(stage('identity', { kernel }), image)).answer };
  }).filter(({ answer }) => answer >= 9);
  expect(best.map(({ weights }) => weights)).toEqual([[1, -1, -1, -1, 1, -1, -1, -1, 1]]);
  const question = stageOf('line-question');
  expect(scoreOf(image, convolution(question, image))).toMatchObject({ answer: 6 - 3, norm: 3, score: 1 });
});

it('does with two kernels of 3×3 what one of 5×5 does', () => {
  const five = [
    [1, 2, 3, 2, 1],
    [2, 4, 6, 4, 2],
    [3, 6, 9, 6, 3],
    [2, 4, 6, 4, 2],
    [1, 2, 3, 2, 1],
  ];
  const inner = (image: Picture): number[][] =>
    rows(image)
      .slice(1, 6)
      .map((row) => row.slice(1, 6));
  expect(inner(shown('two-small').output)).toEqual(five);
  expect(inner(shown('one-large').output)).toEqual(five);
  expect(rows(shown('two-small').output)).toEqual(rows(shown('one-large').output));
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
  const given = stageOf('diagonal');
  expect(scoreOf(image, convolution(given, image))).toMatchObject({ answer: 1, norm: 1, score: 1 });
  expect(scoreOf(image, convolution(given, image)).best).toBeCloseTo(1.7320508, 6);
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

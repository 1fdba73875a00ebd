/**
 * Whole exhibits, each one press away: a picture, the stages it goes through, and what to look for. The lectures' examples are
 * among them. An exhibit more is an entry more; a test holds each against numbers written by hand.
 */
import type { Bench, Sizes } from './data';
import type { Kernel } from './kernels';
import { stage, withFilters, type Stage, type StagePooling } from './stage';

export interface Exhibit {
  readonly name: string;
  readonly title: string;
  /** What to look for, in a sentence or two. */
  readonly look: string;
  /** The name of its picture's source. */
  readonly source: string;
  readonly stages: () => Stage[];
  /** The picture begins moved right and down by so many pixels, beside itself as it was. */
  readonly shift?: readonly [number, number];
  readonly colour?: boolean;
  /** The output pixel that the window begins at, counted row by row. */
  readonly place?: number;
  /** It asks for the kernel that answers most: the score is shown. */
  readonly score?: boolean;
  /** Its cells are for toggling and painting. */
  readonly paint?: boolean;
  /** It is no convolution: what it shows instead. */
  readonly view?: 'bench' | 'sizes' | 'fields';
  readonly bench?: Bench;
  readonly sizes?: Sizes;
}

export interface ExhibitGroup {
  readonly title: string;
  readonly exhibits: readonly Exhibit[];
}

/** A kernel of one cell, 1: the picture goes on as it is. */
const ALONE: Kernel = { height: 1, width: 1, weights: [1], scale: 1 };
/** Where the search for the best kernel begins. */
const DOT: Kernel = { height: 3, width: 3, weights: [0, 0, 0, 0, 1, 0, 0, 0, 0], scale: 1 };
const NINE_OFF: Kernel = { height: 3, width: 3, weights: new Array<number>(9).fill(-1), scale: 1 };
/** The sum of the window. */
const ONES: Kernel = { height: 3, width: 3, weights: new Array<number>(9).fill(1), scale: 1 };
/** What two kernels of ones make, one after the other. */
const ONES_TWICE: Kernel = {
  height: 5,
  width: 5,
  weights: [1, 2, 3, 2, 1].flatMap((a) => [1, 2, 3, 2, 1].map((b) => a * b)),
  scale: 1,
};
const WINDOWS: StagePooling = { kind: 'max', everywhere: false, size: 2, stride: 2 };
const EVERYWHERE: StagePooling = { ...WINDOWS, everywhere: true };
const own = (kernel: Kernel, given: Partial<Stage> = {}): Stage => stage('identity', { kernel, preset: '', ...given });
const pooled = (): Stage[] => [stage('identity', { kernel: ALONE, pooling: WINDOWS })];
/** Three kernels side by side. */
const three = (): Stage[] => [
  withFilters(
    stage('identity', { activation: 'ReLU' }),
    ['identity', 'box-blur', 'horizontal-lines'].map((name) => stage(name)),
    0,
  ),
];

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const TEN = [4, 3.5, 4, -1, 0.5, 2, -4, 3, -2, 5];

/** Rows of a bench, each its values and the right class. */
function bench(
  kind: Bench['kind'],
  names: readonly string[],
  ...rows: [readonly number[], number | null][]
): { view: 'bench'; source: ''; stages: () => Stage[]; bench: Bench } {
  const made = { kind, names, rows: rows.map(([values, right]) => ({ values, right })), row: 0 };
  return { view: 'bench', source: '', stages: () => [], bench: made };
}

const CONVOLUTION: readonly Exhibit[] = [
  {
    name: 'edges',
    title: 'Edges',
    look: 'Where the square begins, going down, the sums are positive; where it ends they are negative; inside it they are 0.',
    source: 'square',
    stages: () => [stage('horizontal')],
  },
  {
    name: 'identity',
    title: 'Identity',
    look: 'A 1 in the middle of zeros copies the picture. The border is lost: 7×7 becomes 5×5.',
    source: 'blob',
    stages: () => [stage('identity')],
    paint: true,
  },
  {
    name: 'blur',
    title: 'Ninths',
    look: 'Each number is the mean of the nine under the window, in ninths: 9/9 only where all nine are 1.',
    source: 'blob',
    stages: () => [stage('box-blur')],
    place: 11,
    paint: true,
  },
  {
    name: 'horizontal',
    title: 'Edges −1 2 −1',
    look: 'Twice a row less the rows above and below: 0 inside even ground, positive on the outer rows, negative where the blob is notched.',
    source: 'blob',
    stages: () => [stage('horizontal-lines')],
    place: 12,
    paint: true,
  },
  {
    name: 'padding',
    title: 'With padding',
    look: 'A border of zeros around the picture, and the output is as large as the picture: 7×7.',
    source: 'blob',
    stages: () => [stage('horizontal-lines', { padding: 1 })],
    paint: true,
  },
  {
    name: 'photo-blur',
    title: 'Photograph, blurred',
    look: 'The same ninths at every place of a photograph.',
    source: 'china',
    stages: () => [stage('box-blur', { padding: 1 })],
  },
  {
    name: 'photo-edges',
    title: 'Photograph, edges',
    look: 'The same −1 2 −1 at every place of a photograph: what is left are its horizontal lines.',
    source: 'china',
    stages: () => [stage('horizontal-lines', { padding: 1 })],
  },
  {
    name: 'photograph',
    title: 'Sobel',
    look: 'The same nine numbers at every place of a photograph: its horizontal edges.',
    source: 'china',
    stages: () => [stage('sobel-y')],
  },
  {
    name: 'colours',
    title: 'Colour',
    look: 'One kernel, three channels, one sum. From red to green, red falls by 3 and green grows by 3: the edge is gone.',
    source: 'colours',
    stages: () => [stage('vertical')],
    colour: true,
    place: 1,
  },
  {
    name: 'stack',
    title: 'Three kernels',
    look: 'Three kernels, three outputs: 7×7 becomes a stack of 5×5×3. Each kernel has a bias of its own; ReLU follows.',
    source: 'blob',
    stages: three,
    paint: true,
  },
];

const POOLING: readonly Exhibit[] = [
  {
    name: 'max-pooling',
    title: 'Max pooling',
    look: 'Of every 2×2 window only the largest number is kept: 6, 8, 3, 4.',
    source: 'numbers',
    stages: pooled,
  },
  {
    name: 'sixteen',
    title: '16 pixels',
    look: 'Through a 3×3 convolution and 2×2 pooling, the one pixel that is left sees 4×4 = 16 pixels. Change any of them.',
    source: 'sixteen',
    stages: () => [own(ONES, { pooling: WINDOWS })],
  },
  {
    name: 'pooled-again',
    title: 'Pooled again',
    look: 'Pooled once more, one pixel sees the whole picture: 6×6 → 4×4 → 2×2 → 1×1. Stage 2 only pools.',
    source: 'thirty-six',
    stages: () => [own(ONES, { pooling: WINDOWS }), own(ALONE, { pooling: WINDOWS })],
  },
  {
    name: 'small-shift',
    title: 'Small shift, 4×4',
    look: 'The bright pixel has moved by one, within its window: after pooling nothing has changed. Move it on.',
    source: 'corner',
    stages: pooled,
    shift: [1, 0],
  },
  {
    name: 'big-shift',
    title: 'Big shift, 4×4',
    look: 'Moved by two it is in the next window: two of the four outputs have changed.',
    source: 'corner',
    stages: pooled,
    shift: [2, 0],
  },
  {
    name: 'small-shift-3',
    title: 'Small shift, 3×3',
    look: 'One window fits into 3×3. The bright pixel has moved by one, within it: the output is the same.',
    source: 'corner-3',
    stages: pooled,
    shift: [1, 0],
  },
  {
    name: 'big-shift-3',
    title: 'Big shift, 3×3',
    look: 'Moved by two it has left the only window: the output has changed from 9 to 0.',
    source: 'corner-3',
    stages: pooled,
    shift: [2, 0],
  },
  {
    name: 'block',
    title: 'Two blocks',
    look: 'What a CNN begins with: edges, ReLU, max pooling, and the same again on what is left.',
    source: 'flower',
    stages: () => [
      stage('sobel-x', { activation: 'ReLU', pooling: WINDOWS }),
      stage('box-blur', { activation: 'ReLU', pooling: WINDOWS }),
    ],
  },
];

const DETECTORS: readonly Exhibit[] = [
  {
    name: 'detector',
    title: 'Spike detector',
    look: 'Three connections −1 1 −1, inputs 1 or −1. Press the inputs: only −1 1 −1 gives 3, no other more than 1.',
    source: 'three-signed',
    stages: () => [stage('spike')],
    paint: true,
  },
  {
    name: 'everywhere',
    title: 'Spike everywhere',
    look: 'The same three weights at every place: 3 says that a spike is here. Two side by side are none.',
    source: 'row-signed',
    stages: () => [stage('spike')],
    place: 1,
    paint: true,
  },
  {
    name: 'anywhere-signed',
    title: 'Spike anywhere',
    look: 'The largest of all places: 3 says that there is a spike somewhere. Move it, and it stays 3; take it away.',
    source: 'row-signed',
    stages: () => [stage('spike', { pooling: EVERYWHERE })],
    place: 1,
    paint: true,
  },
  {
    name: 'spike',
    title: 'Spike, 0 and 1',
    look: 'One dimension. A 1 that stands alone gives 1; two side by side give 0; beside them it is negative.',
    source: 'row',
    stages: () => [stage('spike')],
    place: 1,
  },
  {
    name: 'anywhere',
    title: 'Anywhere, 0 and 1',
    look: 'The largest number of all places says: there is a spike somewhere. Move the row, and it stays 1.',
    source: 'row',
    stages: () => [stage('spike', { padding: 1, pooling: EVERYWHERE })],
  },
  {
    name: 'line-question',
    title: 'Which kernel?',
    look: 'The picture is a line ╲ of 1 on −1. Which 3×3 kernel of 1 and −1 answers most to it? Press its cells.',
    source: 'line-signed',
    stages: () => [own(NINE_OFF)],
    score: true,
    paint: true,
  },
  {
    name: 'line',
    title: 'Line ╲',
    look: '1 on the diagonal, −1 elsewhere: every product is 1, and the sum is 9. No kernel of this norm answers more.',
    source: 'line-signed',
    stages: () => [stage('line')],
    score: true,
    paint: true,
  },
  {
    name: 'diagonal',
    title: 'Line ╲, 0 and 1',
    look: 'Which 3×3 kernel answers most to this line? Change its cells. Larger numbers alone do not help: the score is per norm.',
    source: 'line',
    stages: () => [stage('identity', { kernel: DOT })],
    score: true,
  },
];

const SIZES: readonly Exhibit[] = [
  {
    name: 'sizes',
    title: 'Size of an output',
    look: 'How many places a window has along a picture: change the five numbers.',
    view: 'sizes',
    source: '',
    stages: () => [],
    sizes: { input: 28, kernel: 3, stride: 1, padding: 0, dilation: 1 },
  },
  {
    name: 'two-small',
    title: '3×3 twice',
    look: 'Two 3×3 kernels of ones, one after the other: a single pixel spreads over 5×5. Look at stage 2.',
    source: 'dot',
    stages: () => [own(ONES, { padding: 1 }), own(ONES, { padding: 1 })],
  },
  {
    name: 'one-large',
    title: '5×5 once',
    look: 'One 5×5 kernel does the same as those two 3×3, with 25 weights in place of 18.',
    source: 'dot',
    stages: () => [own(ONES_TWICE, { padding: 2 })],
  },
  {
    name: 'fields',
    title: '3×3 twice or 5×5',
    look: 'Both see 5×5 pixels. Two 3×3 layers have fewer parameters, and a non-linearity more between them.',
    view: 'fields',
    source: '',
    stages: () => [],
  },
];

const LOSSES: readonly Exhibit[] = [
  {
    name: 'softmax',
    title: 'Softmax of ten',
    look: 'Ten logits become ten probabilities: e to the power of each, divided by their sum. Nothing is learned here.',
    ...bench('logits', DIGITS, [TEN, null]),
  },
  {
    name: 'loss',
    title: 'Loss, if it is a 6',
    look: 'The image is a 6, and the net gives 6 the least. The loss is log(1 / Pr(6)) = −log Pr(6). Drag the 6 to the right.',
    ...bench('logits', DIGITS, [TEN, 6]),
  },
  {
    name: 'softmax-five',
    title: 'Softmax of 5 4 3 2 1',
    look: 'Each logit is 1 less than the one before: each probability is 1/e, or .37, of the one before.',
    ...bench('logits', ['a', 'b', 'c', 'd', 'e'], [[5, 4, 3, 2, 1], null]),
  },
  {
    name: 'loss-rows',
    title: '−log p of three',
    look: 'Three images: a cat, a horse, and what may be a cat or a dog. −log p of the right class: .34, .02, .71; so rounded, in all 1.07.',
    ...bench(
      'probabilities',
      ['cat', 'dog', 'horse'],
      [[0.71, 0.26, 0.04], 0],
      [[0.02, 0, 0.98], 2],
      [[0.49, 0.49, 0.02], 0],
    ),
  },
  {
    name: 'loss-ends',
    title: '−log 0 and −log 1',
    look: 'Sure and right costs nothing: −log 1 = 0. Sure and wrong costs without end: −log 0 = ∞.',
    ...bench('probabilities', ['cat', 'dog'], [[1, 0], 0], [[1, 0], 1]),
  },
  {
    name: 'large-logits',
    title: 'Large logits',
    look: 'e to the power of 1000 is too large for a computer. Take the largest logit off all of them first: no probability changes.',
    ...bench('logits', ['a', 'b', 'c'], [[1000, 999, 0], 2]),
  },
];

export const GROUPS: readonly ExhibitGroup[] = [
  { title: 'Convolution', exhibits: CONVOLUTION },
  { title: 'Pooling', exhibits: POOLING },
  { title: 'Detectors', exhibits: DETECTORS },
  { title: 'Sizes', exhibits: SIZES },
  { title: 'Softmax and loss', exhibits: LOSSES },
];

export const EXHIBITS: readonly Exhibit[] = GROUPS.flatMap(({ exhibits }) => exhibits);

const named = (name: string): Exhibit => EXHIBITS.find((each) => each.name === name) as Exhibit;
/** The bench before anybody has been there. */
export const NO_BENCH: Bench = named('softmax').bench as Bench;
export const NO_SIZES: Sizes = named('sizes').sizes as Sizes;

/**
 * Whole exhibits, each one press away: a picture, the stages it goes through, and what to look for. The lectures' examples come
 * first. An exhibit more is an entry more; a test holds each against numbers written by hand.
 */
import type { Kernel } from './kernels';
import { stage, type Stage, type StagePooling } from './stage';

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
}

/** A kernel of one cell, 1: the picture goes on as it is. */
const ALONE: Kernel = { height: 1, width: 1, weights: [1], scale: 1 };
/** Where the search for the best kernel begins. */
const DOT: Kernel = { height: 3, width: 3, weights: [0, 0, 0, 0, 1, 0, 0, 0, 0], scale: 1 };
const WINDOWS: StagePooling = { kind: 'max', everywhere: false, size: 2, stride: 2 };
const EVERYWHERE: StagePooling = { ...WINDOWS, everywhere: true };
const pooled = (): Stage[] => [stage('identity', { kernel: ALONE, pooling: WINDOWS })];

export const EXHIBITS: readonly Exhibit[] = [
  {
    name: 'edges',
    title: 'Edges',
    look: 'Where the blob begins, going down, the sums are positive; where it ends they are negative; inside it they are 0.',
    source: 'blob',
    stages: () => [stage('horizontal')],
  },
  {
    name: 'blur',
    title: 'Blur',
    look: 'Each number is the mean of the nine under the window: 1/9 at a corner of the blob, 1 in its middle.',
    source: 'blob',
    stages: () => [stage('box-blur')],
    place: 12,
  },
  {
    name: 'identity',
    title: 'Identity',
    look: 'A 1 in the middle of zeros copies the picture. The border is lost; with a padding of 1 it stays.',
    source: 'blob',
    stages: () => [stage('identity')],
  },
  {
    name: 'spike',
    title: 'Spike',
    look: 'One dimension. A 1 that stands alone gives 1; two side by side give 0; beside them it is negative.',
    source: 'row',
    stages: () => [stage('spike')],
    place: 1,
  },
  {
    name: 'anywhere',
    title: 'Spike anywhere',
    look: 'The largest number of all places says: there is a spike somewhere. Move the row, and it stays 1.',
    source: 'row',
    stages: () => [stage('spike', { padding: 1, pooling: EVERYWHERE })],
  },
  {
    name: 'diagonal',
    title: 'Line ╲',
    look: 'Which 3×3 kernel answers most to this line? Change its cells. Larger numbers alone do not help: the score is per norm.',
    source: 'line',
    stages: () => [stage('identity', { kernel: DOT })],
    score: true,
  },
  {
    name: 'max-pooling',
    title: 'Max pooling',
    look: 'Of every 2×2 window only the largest number is kept: 6, 8, 3, 4.',
    source: 'numbers',
    stages: pooled,
  },
  {
    name: 'small-shift',
    title: 'Small shift',
    look: 'The bright pixel has moved by one, within its window: after pooling nothing has changed. Move it on.',
    source: 'corner',
    stages: pooled,
    shift: [1, 0],
  },
  {
    name: 'big-shift',
    title: 'Big shift',
    look: 'Moved by two it is in the next window: two of the four outputs have changed.',
    source: 'corner',
    stages: pooled,
    shift: [2, 0],
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
    name: 'photograph',
    title: 'Photograph',
    look: 'The same nine numbers at every place of a photograph: its horizontal edges.',
    source: 'china',
    stages: () => [stage('sobel-y')],
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

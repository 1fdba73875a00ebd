/** All that the lab shows, as plain data: what is kept, shared and followed. */
import type { Picture } from './picture';
import type { Stage } from './stage';

/** Rows of logits, or of probabilities, a class a column. */
export interface Bench {
  readonly kind: 'logits' | 'probabilities';
  /** Of the classes: 2 to 20. */
  readonly names: readonly string[];
  /** 1 to 12. */
  readonly rows: readonly BenchRow[];
  /** The row that is looked at. */
  readonly row: number;
}

export interface BenchRow {
  /** One a class. */
  readonly values: readonly number[];
  /** The class that it really is; null: not said. */
  readonly right: number | null;
}

/** Along one side of a convolution. */
export interface Sizes {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

export interface LabData {
  /** The name of the exhibit that was chosen last. */
  readonly exhibit: string;
  /** Where the picture is from. */
  readonly source: string;
  /** Its numbers; null: the source has them. */
  readonly picture: Picture | null;
  /** How far it was moved: right, down. */
  readonly shift: readonly [number, number];
  readonly colour: boolean;
  /** The channel whose numbers are shown; null: all, as colours. */
  readonly channel: number | null;
  readonly stages: readonly Stage[];
  /** The stage that is looked at. */
  readonly chosen: number;
  /** The pixel after pooling that is looked at, counted row by row. */
  readonly corner: number;
  /** The output pixel that the window is at, likewise. */
  readonly place: number;
  readonly bench: Bench;
  readonly sizes: Sizes;
  /** Channels of the layers whose receptive fields are compared. */
  readonly channels: number;
}

export const LIMITS = {
  /** Numbers of a picture that is kept as numbers: a small one of three channels. */
  pixels: 3072,
  classes: [2, 20],
  rows: 12,
  name: 24,
  input: [1, 64],
  kernel: [1, 15],
  stride: [1, 8],
  padding: [0, 8],
  dilation: [1, 8],
  channels: [1, 512],
} as const;

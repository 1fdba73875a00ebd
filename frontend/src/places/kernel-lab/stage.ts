/** One stage of the lab: a convolution, an activation, a pooling; and several in a row. */
import type { Activation } from './activate';
import { convolve, misfit, outputSize, type Convolution } from './convolve';
import { PRESETS, type Kernel } from './kernels';
import { stepTo, thinned, type Picture } from './picture';
import { pool, type Pooling } from './pool';

/** At most so many in a row. */
export const STAGES = 4;

/** At most so many kernels in a stage. */
export const FILTERS = 8;

export interface Filter {
  readonly kernel: Kernel;
  /** Of the preset it was, until it was changed; "" then. */
  readonly preset: string;
  readonly bias: number;
}

/** Its kernel is the one that is looked at; the last stage may have others, whose outputs make a stack with its own. */
export interface Stage extends Filter {
  readonly stride: number;
  readonly padding: number;
  readonly mode: Convolution['mode'];
  readonly dilation: number;
  readonly activation: Activation;
  readonly pooling: StagePooling | null;
  readonly others: readonly Filter[];
  /** The place of its kernel among all. */
  readonly at: number;
}

export interface StagePooling {
  readonly kind: Pooling['kind'];
  /** Over the whole picture: one number remains. `size` and `stride` are kept for later. */
  readonly everywhere: boolean;
  readonly size: number;
  readonly stride: number;
}

export interface Result {
  /** What came in. */
  readonly input: Picture;
  /** The sums, after the activation; null: the settings don't fit, and `problem` says why. */
  readonly activated: Picture | null;
  /** After the pooling: what comes out. */
  readonly output: Picture | null;
  readonly problem: string | null;
}

/** A stage with the kernel of this preset, and what else is given. */
export function stage(preset = 'identity', given: Partial<Stage> = {}): Stage {
  const { height, width, weights, scale } = PRESETS.find((each) => each.name === preset) ?? (PRESETS[0] as Kernel);
  return {
    kernel: { height, width, weights, scale },
    preset,
    bias: 0,
    stride: 1,
    padding: 0,
    mode: 'zeros',
    dilation: 1,
    activation: 'none',
    pooling: null,
    others: [],
    at: 0,
    ...given,
  };
}

/** All its kernels, in order. */
export function filters({ kernel, preset, bias, others, at }: Stage): readonly Filter[] {
  return [...others.slice(0, at), { kernel, preset, bias }, ...others.slice(at)];
}

/** The stage with these kernels, of which the one at `at` is looked at. */
export function withFilters(given: Stage, all: readonly Filter[], at: number): Stage {
  const only = ({ kernel, preset, bias }: Filter): Filter => ({ kernel, preset, bias });
  return { ...given, ...only(all[at] as Filter), others: all.filter((_, i) => i !== at).map(only), at };
}

/** Whether a picture is a row of cells: what PyTorch's 1-d layers (Conv1d, MaxPool1d) take. */
export const isRow = (image: Picture): boolean => image.height === 1;

/** The stage's convolution on this picture. A row that meets a kernel of one row is padded at its ends alone, as in Conv1d. */
export function convolution(given: Stage, image: Picture): Convolution {
  const { kernel, bias, stride, padding, mode, dilation } = given;
  const { height, width, weights, scale } = kernel;
  const above = isRow(image) && height === 1 ? 0 : padding;
  return { height, width, weights, scale, bias, stride, padding: [above, padding], mode, dilation };
}

/** The stage's pooling on this picture; in a row, windows are one cell high, as in MaxPool1d. */
export function pooling(given: StagePooling, image: Picture): Pooling {
  const { kind, everywhere, size, stride } = given;
  if (everywhere) return { kind, height: image.height, width: image.width, stride: 1 };
  return { kind, height: isRow(image) ? 1 : size, width: size, stride };
}

/** One stage. `spare`: numbers that may be written over. */
export function run(image: Picture, given: Stage, spare: Float32Array | null = null): Result {
  const settings = convolution(given, image);
  const problem = misfit(image, settings);
  if (problem) return { input: image, activated: null, output: null, problem };
  const activated = convolve(image, settings, given.activation, spare);
  if (!given.pooling) return { input: image, activated, output: activated, problem: null };
  const window = pooling(given.pooling, activated);
  if (window.height > activated.height || window.width > activated.width) {
    const least = Math.min(activated.height, activated.width);
    const why = `The pooling window is ${given.pooling.size} pixels wide; the picture has ${least}.`;
    return { input: image, activated, output: null, problem: why };
  }
  return { input: image, activated, output: pool(activated, window), problem: null };
}

/** Pixels a side of a small picture, at most. */
const SMALL = 128;

/** A picture made small. */
export const small = (image: Picture): Picture => thinned(image, stepTo(SMALL, image.height, image.width));

/** What comes out of a stage, made small: where it does not pool, other pixels are not computed. null: the settings don't fit. */
export function runSmall(image: Picture, given: Stage): Picture | null {
  const settings = convolution(given, image);
  if (given.pooling || misfit(image, settings)) {
    const { output } = run(image, given);
    return output && small(output);
  }
  const { height, width, stride, padding, dilation } = settings;
  const rows = outputSize(image.height, height, stride, padding[0], dilation);
  const columns = outputSize(image.width, width, stride, padding[1], dilation);
  return convolve(image, { ...settings, stride: stride * stepTo(SMALL, rows, columns) }, given.activation);
}

interface Kept {
  readonly given: Stage;
  readonly result: Result;
  /** The numbers of the result before this one. */
  readonly spare: Float32Array | null;
}

/**
 * Stages one after the other. What was computed is kept: only stages whose picture or settings changed are run again. A stage
 * writes to two pictures in turn: a result is good until the stage has run twice more.
 */
export class Pipeline {
  #kept: readonly Kept[] = [];

  /** The results of all stages; those after one that does not fit are left out. */
  run(image: Picture, stages: readonly Stage[]): readonly Result[] {
    const kept: Kept[] = [];
    let next: Picture | null = image;
    for (const given of stages) {
      if (!next) break;
      const before = this.#kept[kept.length];
      const same = before && before.given === given && before.result.input === next;
      const now: Kept = same
        ? before
        : { given, result: run(next, given, before?.spare), spare: before?.result.activated?.data ?? null };
      kept.push(now);
      next = now.result.output;
    }
    this.#kept = kept;
    return kept.map(({ result }) => result);
  }
}

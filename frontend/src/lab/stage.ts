/** One stage of the lab: a convolution, an activation, a pooling; and several in a row. */
import {
  activate,
  convolve,
  misfit,
  outputSize,
  pool,
  type Activation,
  type Convolution,
  type Pooling,
} from './convolve';
import { PRESETS, type Kernel } from './kernels';
import type { Picture } from './picture';

/** At most so many in a row. */
export const STAGES = 4;

export interface Stage {
  readonly kernel: Kernel;
  /** Of the preset it was, until it was changed; "" then. */
  readonly preset: string;
  readonly bias: number;
  readonly stride: number;
  readonly padding: number;
  readonly mode: Convolution['mode'];
  readonly dilation: number;
  readonly activation: Activation;
  readonly pooling: Pooling | null;
}

export interface Result {
  /** What came in. */
  readonly input: Picture;
  /** The sums; null: the settings don't fit, and `problem` says why. */
  readonly convolved: Picture | null;
  /** After the activation. */
  readonly activated: Picture | null;
  /** After the pooling: what comes out. */
  readonly output: Picture | null;
  readonly problem: string | null;
}

export function stage(preset = 'identity'): Stage {
  const { size, weights, scale } = PRESETS.find((each) => each.name === preset) ?? (PRESETS[0] as Kernel);
  return {
    kernel: { size, weights, scale },
    preset,
    bias: 0,
    stride: 1,
    padding: 0,
    mode: 'zeros',
    dilation: 1,
    activation: 'none',
    pooling: null,
  };
}

export function convolution(given: Stage): Convolution {
  const { kernel, bias, stride, padding, mode, dilation } = given;
  return { ...kernel, bias, stride, padding, mode, dilation };
}

export function run(image: Picture, given: Stage): Result {
  const settings = convolution(given);
  const problem = misfit(image, settings);
  if (problem) return { input: image, convolved: null, activated: null, output: null, problem };
  const convolved = convolve(image, settings);
  const activated = activate(convolved, given.activation);
  if (!given.pooling) return { input: image, convolved, activated, output: activated, problem: null };
  const { size, stride } = given.pooling;
  const least = Math.min(activated.height, activated.width);
  if (outputSize(least, size, stride) < 1) {
    const why = `The pooling window is ${size} pixels wide; the picture has ${least}.`;
    return { input: image, convolved, activated, output: null, problem: why };
  }
  return { input: image, convolved, activated, output: pool(activated, given.pooling), problem: null };
}

/** All stages, one after the other; those after one that does not fit are left out. */
export function runAll(image: Picture, stages: readonly Stage[]): Result[] {
  const results: Result[] = [];
  let next: Picture | null = image;
  for (const each of stages) {
    if (!next) break;
    const result: Result = run(next, each);
    results.push(result);
    next = result.output;
  }
  return results;
}

/** Changes of single weights by hand, and the way back. */
import type { Arithmetic, Edit } from '../link/protocol.gen';
import { bytesOf, type Block } from './numbers';

/** Part of a layer's weights: what it was, and what it is now. */
export interface Change {
  layer: string;
  parameter: Edit['parameter'];
  at: number[];
  before: ArrayLike<number>;
  after: ArrayLike<number>;
  /** In words, for the button that takes it back. */
  words: string;
}

/** The index in the weight of the number that the input at `i` is multiplied by. */
export function weightIndex(found: Arithmetic, block: Block, i: number): number[] {
  const [unit = 0] = found.at;
  if (found.at.length === 1) return [unit, i];
  const size = block.height * block.width;
  if (found.at.length === 2) return [unit, Math.floor(i / size), i % size];
  return [unit, Math.floor(i / size), Math.floor((i % size) / block.width), i % block.width];
}

/** Another number for one weight. */
export function oneWeight(found: Arithmetic, weights: Block, i: number, value: number): Change {
  return {
    layer: found.layer,
    parameter: 'weight',
    at: weightIndex(found, weights, i),
    before: [weights.data[i] ?? 0],
    after: [value],
    words: 'the weight',
  };
}

/** Every weight of the unit, each made anew. */
export function everyWeight(found: Arithmetic, weights: Block, make: (value: number) => number, words: string): Change {
  const [unit = 0] = found.at;
  return {
    layer: found.layer,
    parameter: 'weight',
    at: [unit],
    before: weights.data,
    after: weights.data.map(make),
    words,
  };
}

/** Another number for a line that is a parameter: a bias, or the weight and bias of a norm. */
export function lineChange(
  found: Arithmetic,
  name: Edit['parameter'],
  before: number,
  value: number,
  whole: boolean,
): Change {
  return {
    layer: found.layer,
    parameter: name,
    at: whole ? [...found.at] : [found.at[0] ?? 0],
    before: [before],
    after: [value],
    words: `the ${name}`,
  };
}

/** As it is sent. */
export function command(change: Change, back = false): Edit {
  const { layer, parameter, at, before, after } = change;
  return { kind: 'edit', layer, parameter, at: at as Edit['at'], values: bytesOf(back ? before : after) };
}

/** Where a net is wrong on images: the showcase of this task, read. */
import { floats } from '../../link/floats';
import type { Showcase } from '../../link/protocol.gen';

/** A test image, and what the net says of it. */
export interface Read {
  /** In the test images. */
  readonly index: number;
  readonly label: number;
  readonly guess: number;
  /** Of the guess. */
  readonly probability: number;
}

export interface Mistakes {
  /** Row: the true class. Column: the guess. Numbers of images. */
  readonly confusion: readonly (readonly number[])[];
  /** The most confident mistakes first, with their pixels. */
  readonly worst: readonly (Read & { readonly image: Uint8Array })[];
  /** So many images of each cell are named, at most. */
  readonly most: number;
  /** Their numbers among the test images, cell by cell, row by row: of mistakes the most confident come first, of others the least. */
  readonly named: ArrayLike<number>;
  /** The probability of the guess for each of them. */
  readonly sure: ArrayLike<number>;
}

const NONE = { shape: [0, 0], data: new Uint8Array() };

/** What a showcase says of images. */
export function mistakesOf({ worst, most, tables }: Showcase): Mistakes {
  const { confusion = NONE, named = NONE, sure = NONE } = tables;
  const [rows = 0, columns = 0] = confusion.shape;
  const counts = floats(confusion);
  return {
    confusion: Array.from({ length: rows }, (_, row) => [...counts.subarray(row * columns, (row + 1) * columns)]),
    worst: worst.map(({ index, target, said, example }) => ({
      index,
      label: target[0] ?? 0,
      guess: said[0] ?? 0,
      probability: said[1] ?? 0,
      image: example.values,
    })),
    most,
    named: floats(named),
    sure: floats(sure),
  };
}

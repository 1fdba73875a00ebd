/** Which test images are behind each cell of a confusion matrix. */
import type { Mistakes } from '../../link/protocol.gen';
import type { Cell } from './confusion';

/** A test image, and what the net says of it. */
export interface Read {
  /** In the test images. */
  readonly index: number;
  readonly label: number;
  readonly guess: number;
  /** Of the guess. */
  readonly probability: number;
}

/** The images of a cell, as far as they are named: of mistakes the most confident first, of right answers the least confident. */
export function imagesOf({ confusion, most, named, sure }: Mistakes, { label, guess }: Cell): Read[] {
  const here = (images: number) => Math.min(images, most);
  const before = confusion.flatMap((row, i) => row.slice(0, i < label ? row.length : i === label ? guess : 0));
  const first = before.reduce((sum, images) => sum + here(images), 0);
  const [indices, shares] = [named, sure].map((bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  return Array.from({ length: here(confusion[label]?.[guess] ?? 0) }, (_, i) => ({
    index: indices?.getUint32(4 * (first + i), true) ?? 0,
    label,
    guess,
    probability: shares?.getFloat32(4 * (first + i), true) ?? 0,
  }));
}

/** Class names that fit an axis: as they are where they are short, else the fewest first letters (4 at least) that tell them apart. */
export function short(names: readonly string[]): string[] {
  if (names.every((name) => name.length <= 2)) return [...names];
  for (let letters = 4; ; letters++) {
    const cut = names.map((name) => name.slice(0, letters).trim());
    if (new Set(cut).size === new Set(names).size) return cut;
  }
}

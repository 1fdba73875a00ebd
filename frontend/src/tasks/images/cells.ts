/** Which test images are behind each cell of a confusion matrix. */
import type { Cell } from './confusion';
import type { Mistakes, Read } from './mistakes';

/** The images of a cell, as far as they are named: of mistakes the most confident first, of right answers the least confident. */
export function imagesOf({ confusion, most, named, sure }: Mistakes, { label, guess }: Cell): Read[] {
  const here = (images: number) => Math.min(images, most);
  const before = confusion.flatMap((row, i) => row.slice(0, i < label ? row.length : i === label ? guess : 0));
  const first = before.reduce((sum, images) => sum + here(images), 0);
  return Array.from({ length: here(confusion[label]?.[guess] ?? 0) }, (_, i) => ({
    index: named[first + i] ?? 0,
    label,
    guess,
    probability: sure[first + i] ?? 0,
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

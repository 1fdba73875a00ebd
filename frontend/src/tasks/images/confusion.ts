/** A confusion matrix in words and strengths. Row: the true class; column: the guess; numbers of images. */
import { count as number } from '../../words/numbers';

export interface Cell {
  readonly label: number;
  readonly guess: number;
}

/** The largest number of one kind of mistake. */
export function mostWrong(confusion: readonly (readonly number[])[]): number {
  let most = 0;
  confusion.forEach((row, label) =>
    row.forEach((images, guess) => label !== guess && images > most && (most = images)),
  );
  return most;
}

/** How many images were read wrongly, and how many there were. */
export function totals(confusion: readonly (readonly number[])[]): { wrong: number; all: number } {
  let wrong = 0;
  let all = 0;
  confusion.forEach((row, label) =>
    row.forEach((images, guess) => {
      all += images;
      if (label !== guess) wrong += images;
    }),
  );
  return { wrong, all };
}

const images = (count: number) => `${number(count)} ${count === 1 ? 'image' : 'images'}`;

/** "7 read as 2: 13 images"; on the diagonal "7 read rightly: 1 001 of 1 028 images". */
export function words(
  confusion: readonly (readonly number[])[],
  { label, guess }: Cell,
  classes: readonly string[],
): string {
  const name = (index: number) => classes[index] ?? String(index);
  const count = confusion[label]?.[guess] ?? 0;
  if (label !== guess) return `${name(label)} read as ${name(guess)}: ${images(count)}`;
  const all = (confusion[label] ?? []).reduce((sum, each) => sum + each, 0);
  return `${name(label)} read rightly: ${number(count)} of ${images(all)}`;
}

/** Where an arrow key leads in a grid of `size` × `size`; null: it is not one. */
export function moved({ label, guess }: Cell, key: string, size: number): Cell | null {
  const within = (value: number) => Math.max(0, Math.min(size - 1, value));
  switch (key) {
    case 'ArrowUp':
      return { label: within(label - 1), guess };
    case 'ArrowDown':
      return { label: within(label + 1), guess };
    case 'ArrowLeft':
      return { label, guess: within(guess - 1) };
    case 'ArrowRight':
      return { label, guess: within(guess + 1) };
    case 'Home':
      return { label, guess: 0 };
    case 'End':
      return { label, guess: size - 1 };
    default:
      return null;
  }
}

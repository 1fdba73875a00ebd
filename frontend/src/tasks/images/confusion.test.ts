import { expect, it } from 'vitest';
import { mostWrong, moved, totals, words } from './confusion';

const confusion = [
  [9, 1, 0],
  [0, 20, 3],
  [1, 0, 1200],
];

it('finds the most frequent mistake, leaving the diagonal out', () => {
  expect(mostWrong(confusion)).toBe(3);
  expect(mostWrong([[5, 0], [0, 5]])).toBe(0); // prettier-ignore
  expect(totals(confusion)).toEqual({ wrong: 5, all: 1234 });
});

it('says what a cell means', () => {
  const classes = ['shirt', 'coat', 'bag'];
  expect(words(confusion, { label: 1, guess: 2 }, classes)).toBe('coat read as bag: 3 images');
  expect(words(confusion, { label: 0, guess: 1 }, classes)).toBe('shirt read as coat: 1 image');
  expect(words(confusion, { label: 2, guess: 2 }, classes)).toBe('bag read rightly: 1\u202f200 of 1\u202f201 images');
  expect(words(confusion, { label: 1, guess: 0 }, [])).toBe('1 read as 0: 0 images');
});

it('is walked by arrow keys', () => {
  expect(moved({ label: 1, guess: 1 }, 'ArrowUp', 3)).toEqual({ label: 0, guess: 1 });
  expect(moved({ label: 0, guess: 1 }, 'ArrowUp', 3)).toEqual({ label: 0, guess: 1 });
  expect(moved({ label: 1, guess: 2 }, 'ArrowRight', 3)).toEqual({ label: 1, guess: 2 });
  expect(moved({ label: 1, guess: 2 }, 'Home', 3)).toEqual({ label: 1, guess: 0 });
  expect(moved({ label: 1, guess: 2 }, 'a', 3)).toBeNull();
});

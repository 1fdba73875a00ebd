import { describe, expect, it } from 'vitest';
import { moved, NONE, within, words } from './shift';

const IMAGE = Uint8Array.from([1, 2, 3, 4, 5, 6]);

describe('an image', () => {
  it('is moved by whole pixels, with background coming in', () => {
    const shape = [1, 2, 3];
    expect([...moved(IMAGE, shape, { right: 1, down: 0 })]).toEqual([0, 1, 2, 0, 4, 5]);
    expect([...moved(IMAGE, shape, { right: -2, down: 0 })]).toEqual([3, 0, 0, 6, 0, 0]);
    expect([...moved(IMAGE, shape, { right: 0, down: 1 })]).toEqual([0, 0, 0, 1, 2, 3]);
    expect([...moved(IMAGE, shape, { right: 1, down: -1 })]).toEqual([0, 4, 5, 0, 0, 0]);
    expect([...moved(IMAGE, shape, { right: 8, down: 0 })]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...moved(IMAGE, shape, { right: 0, down: -8 })]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(moved(IMAGE, shape, NONE)).toBe(IMAGE);
  });

  it('is moved channel by channel', () => {
    expect([...moved(IMAGE, [2, 1, 3], { right: 1, down: 0 })]).toEqual([0, 1, 2, 0, 4, 5]);
  });

  it('agrees with looking every pixel up', () => {
    const [channels, height, width] = [2, 7, 5];
    const image = Uint8Array.from({ length: channels * height * width }, (_, i) => i + 1);
    for (let right = -8; right <= 8; right++)
      for (let down = -8; down <= 8; down++) {
        const found = moved(image, [channels, height, width], { right, down });
        found.forEach((value, i) => {
          const [row, column] = [Math.floor(i / width) % height, i % width];
          const [y, x] = [row - down, column - right];
          const inside = y >= 0 && y < height && x >= 0 && x < width;
          expect(value).toBe(inside ? image[i - down * width - right] : 0);
        });
      }
  });
});

it('a shift is said in words, and kept within reach', () => {
  expect(words({ right: 3, down: -2 })).toBe('3 right, 2 up');
  expect(words({ right: -1, down: 0 })).toBe('1 left');
  expect(words(NONE)).toBe('');
  expect([within(12), within(-9.2), within(2.4), within(-0.2)]).toEqual([8, -8, 2, 0]);
});

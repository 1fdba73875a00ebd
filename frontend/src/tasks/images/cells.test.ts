import { describe, expect, it } from 'vitest';
import type { Mistakes } from './mistakes';
import { imagesOf, short } from './cells';

/** As the server lays them out: cell by cell, row by row, of each the first `most`. */
function mistakes(cells: number[][][], most: number): Mistakes {
  const kept = cells.flat().flatMap((images) => images.slice(0, most));
  return {
    confusion: cells.map((row) => row.map((images) => images.length)),
    worst: [],
    most,
    named: kept,
    sure: kept.map((image) => image / 1024),
  };
}

const cells = [[[1, 2, 3], [], [700]], [[4, 5], [6], [7, 8, 9, 10]], [[], [11], [12, 13, 14]]]; // prettier-ignore

describe('the images of a cell', () => {
  it.each([1, 2, 3, 100])('are its own, at most %d', (most) => {
    const event = mistakes(cells, most);
    cells.forEach((row, label) =>
      row.forEach((images, guess) => {
        const found = imagesOf(event, { label, guess });
        expect(found.map(({ index }) => index)).toEqual(images.slice(0, most));
        expect(found.map(({ probability }) => probability * 1024)).toEqual(images.slice(0, most));
        for (const each of found) expect([each.label, each.guess]).toEqual([label, guess]);
      }),
    );
  });

  it('are none where none are named', () => {
    const bare = { ...mistakes(cells, 2), most: 0, named: new Uint8Array(), sure: new Uint8Array() };
    expect(imagesOf(bare, { label: 1, guess: 2 })).toEqual([]);
    expect(imagesOf(mistakes(cells, 2), { label: 7, guess: 2 })).toEqual([]);
  });
});

describe('names on an axis', () => {
  it('are digits as they are', () => expect(short(['0', '1', '9'])).toEqual(['0', '1', '9']));
  it('are the first letters of others', () => {
    const fashion = ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot']; // prettier-ignore
    expect(short(fashion)).toEqual(['T-sh', 'Trou', 'Pull', 'Dres', 'Coat', 'Sand', 'Shir', 'Snea', 'Bag', 'Ankl']);
    expect(short(['left shoe', 'left sock', 'x'])).toEqual(['left sh', 'left so', 'x']);
    expect(short(['same', 'same'])).toEqual(['same', 'same']);
  });
});

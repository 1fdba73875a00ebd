/** Pictures to begin with. A source more is an entry more. */
import { picture, type Picture } from './picture';

export interface Source {
  readonly name: string;
  readonly title: string;
  readonly make: () => Picture;
}

/** A picture from rows of digits: "0110" is four pixels. */
export function rows(...lines: string[]): Picture {
  return picture(1, lines.length, lines[0]?.length ?? 0, [...lines.join('')].map(Number));
}

/** Red, green and blue from a row of letters each: r, g, b, or . for black. */
function letters(...lines: string[]): Picture {
  const cells = [...lines.join('')];
  const data = ['r', 'g', 'b'].flatMap((channel) => cells.map((cell) => Number(cell === channel)));
  return picture(3, lines.length, lines[0]?.length ?? 0, data);
}

/** Few pixels: each is a cell with its number. */
export const CELLS: readonly Source[] = [
  {
    name: 'blob',
    title: 'Blob, 7×7',
    make: () => rows('0000000', '0000000', '0011100', '0011100', '0011100', '0000000', '0000000'),
  },
  {
    name: 'line',
    title: 'Line ╲, 7×7',
    make: () => rows('1000000', '0100000', '0010000', '0001000', '0000100', '0000010', '0000001'),
  },
  {
    name: 'edge',
    title: 'Edge, 7×7',
    make: () => rows('0000999', '0000999', '0000999', '0000999', '0000999', '0000999', '0000999'),
  },
  { name: 'row', title: 'Row of 9', make: () => rows('001001100') },
  { name: 'numbers', title: 'Numbers, 4×4', make: () => rows('1124', '5678', '3210', '1234') },
  { name: 'corner', title: 'Bright pixel, 4×4', make: () => rows('9000', '0000', '0000', '0000') },
  {
    name: 'colours',
    title: 'Red and green, 7×7',
    make: () => letters('rrrgggg', 'rrrgggg', 'rrrgggg', 'rrrgggg', 'rrrgggg', 'bbbbbbb', 'bbbbbbb'),
  },
  { name: 'empty', title: 'Empty, 7×7', make: () => picture(1, 7, 7) },
];

/** To be drawn on with the pointer: as large as MNIST's digits. */
export const PAGE: Source = { name: 'page', title: 'Draw, 28×28', make: () => picture(1, 28, 28) };

export interface Photograph {
  readonly name: string;
  readonly title: string;
  readonly by: string;
}

/** What is a photograph among the sources: its numbers are light. */
export const isPhotograph = (source: string): boolean =>
  source === 'own' || source === 'camera' || PHOTOGRAPHS.some(({ name }) => name === source);

/** Photographs that the server has; scikit-learn ships them, licensed CC BY 2.0. */
export const PHOTOGRAPHS: readonly Photograph[] = [
  { name: 'china', title: 'Temple', by: 'danielbuechele' },
  { name: 'flower', title: 'Flower', by: 'vultilion' },
];

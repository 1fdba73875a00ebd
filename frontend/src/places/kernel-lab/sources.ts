/** Pictures to begin with. A source more is an entry more. */
import { changed, picture, type Picture } from './picture';

export interface Source {
  readonly name: string;
  readonly title: string;
  readonly make: () => Picture;
}

/** A picture from rows of digits: "0110" is four pixels. */
export function rows(...lines: string[]): Picture {
  return picture(1, lines.length, lines[0]?.length ?? 0, [...lines.join('')].map(Number));
}

/** Likewise of signs: "-+-" is −1, 1, −1. */
function signs(...lines: string[]): Picture {
  return picture(
    1,
    lines.length,
    lines[0]?.length ?? 0,
    [...lines.join('')].map((each) => (each === '+' ? 1 : -1)),
  );
}

/** 1, 2, 3, … row by row. */
function counted(side: number): Picture {
  return picture(
    1,
    side,
    side,
    Array.from({ length: side * side }, (_, i) => i + 1),
  );
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
    name: 'square',
    title: 'Square, 7×7',
    make: () => rows('0000000', '0000000', '0011100', '0011100', '0011100', '0000000', '0000000'),
  },
  {
    name: 'blob',
    title: 'Blob, 7×7',
    make: () => rows('0000000', '0011100', '0111110', '0111000', '0111110', '0011100', '0000000'),
  },
  {
    name: 'line',
    title: 'Line ╲, 7×7',
    make: () => rows('1000000', '0100000', '0010000', '0001000', '0000100', '0000010', '0000001'),
  },
  {
    name: 'line-signed',
    title: 'Line ╲, 3×3, 1 and −1',
    make: () => signs('+--', '-+-', '--+'),
  },
  { name: 'dot', title: 'One pixel, 7×7', make: () => changed(picture(1, 7, 7), 0, 3, 3, 1) },
  {
    name: 'edge',
    title: 'Edge, 7×7',
    make: () => rows('0000999', '0000999', '0000999', '0000999', '0000999', '0000999', '0000999'),
  },
  { name: 'row', title: 'Row of 9', make: () => rows('001001100') },
  { name: 'three-signed', title: 'Three inputs, 1 and −1', make: () => signs('-+-') },
  { name: 'row-signed', title: 'Row of 9, 1 and −1', make: () => signs('--+--++--') },
  { name: 'sixteen', title: '1 to 16, 4×4', make: () => counted(4) },
  { name: 'thirty-six', title: '1 to 36, 6×6', make: () => counted(6) },
  { name: 'numbers', title: 'Numbers, 4×4', make: () => rows('1124', '5678', '3210', '1234') },
  { name: 'corner', title: 'Bright pixel, 4×4', make: () => rows('9000', '0000', '0000', '0000') },
  { name: 'corner-3', title: 'Bright pixel, 3×3', make: () => rows('900', '000', '000') },
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
  isOwn(source) || PHOTOGRAPHS.some(({ name }) => name === source);

/** Numbers that came from somewhere else: what a net saw, or an image of a data set, when it was kept. */
export const KEPT = 'kept';

/** From this browser alone: they go nowhere else. */
export const isOwn = (source: string): boolean => source === 'own' || source === 'camera';

/** Photographs that the server has; scikit-learn ships them, licensed CC BY 2.0. */
export const PHOTOGRAPHS: readonly Photograph[] = [
  { name: 'china', title: 'Temple', by: 'danielbuechele' },
  { name: 'flower', title: 'Flower', by: 'vultilion' },
];

/** Where a picture may be from. */
export const isSource = (name: string): boolean =>
  [PAGE, ...CELLS, ...PHOTOGRAPHS].some((each) => each.name === name) ||
  ['seen', 'sample', KEPT].includes(name) ||
  isOwn(name);

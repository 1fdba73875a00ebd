/** Pictures to begin with. A source more is an entry more. */
import { picture, type Picture } from './picture';

export interface Source {
  readonly name: string;
  readonly title: string;
  readonly make: () => Picture;
}

/** A picture from rows of digits: "0110" is four pixels. */
function rows(...lines: string[]): Picture {
  return picture(1, lines.length, lines[0]?.length ?? 0, [...lines.join('')].map(Number));
}

export const SOURCES: readonly Source[] = [
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
    name: 'steps',
    title: 'Edge, 7×7',
    make: () => rows('0000999', '0000999', '0000999', '0000999', '0000999', '0000999', '0000999'),
  },
  {
    name: 'pooling',
    title: 'One bright pixel, 4×4',
    make: () => rows('9000', '0000', '0000', '0000'),
  },
  { name: 'empty', title: 'Empty, 7×7', make: () => picture(1, 7, 7) },
];

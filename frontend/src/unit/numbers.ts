/** The numbers of one unit's arithmetic, as blocks of channels × rows × columns. Pure arithmetic: no pixels, no page. */
import type { Arithmetic, Floats } from '../link/protocol.gen';
import { floats } from '../link/floats';

/** Numbers, channel by channel, row by row. */
export interface Block {
  channels: number;
  height: number;
  width: number;
  data: Float32Array;
}

/** An index: channel, row, column. */
export type Place = readonly [number, number, number];

export function blockOf(field: Floats | null): Block | null {
  if (!field) return null;
  const [channels = 1, height = 1, width = 1] = [
    ...new Array<number>(Math.max(0, 3 - field.shape.length)).fill(1),
    ...field.shape,
  ];
  return { channels, height, width, data: floats(field) };
}

/** One number times the other, place by place. */
export function products(a: Block, b: Block): Block {
  return { ...a, data: a.data.map((value, i) => value * (b.data[i] ?? 0)) };
}

/** The sum of each channel. */
export function sums(block: Block): number[] {
  const size = block.height * block.width;
  return Array.from({ length: block.channels }, (_, channel) => {
    let sum = 0;
    for (let i = channel * size; i < (channel + 1) * size; i++) sum += block.data[i] ?? 0;
    return sum;
  });
}

/** The largest size of any of these numbers; 0 where there are none, or none is finite. */
export function strongest(numbers: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    const size = Math.abs(numbers[i] ?? 0);
    if (Number.isFinite(size) && size > most) most = size;
  }
  return most;
}

/** Channel, row and column within a block of the number at `i`. */
export function within(block: Block, i: number): Place {
  const size = block.height * block.width;
  return [Math.floor(i / size), Math.floor((i % size) / block.width), i % block.width];
}

/** Where the input at `i` lies in what the unit looks at. It may lie in the padding. */
export function sourceOf(found: Arithmetic, block: Block, i: number): Place {
  const [channel, row, column] = within(block, i);
  const [c = 0, r = 0, k = 0] = found.first;
  return [c + channel, r + row * (found.apart[0] ?? 1), k + column * (found.apart[1] ?? 1)];
}

/** Whether that place is in the picture, and not in its padding. */
export function inPicture(found: Arithmetic, place: Place): boolean {
  return place.every((at, i) => at >= 0 && at < (found.shape[i] ?? 0));
}

/** A place in words: in a `sequence`, whose shape has one row a channel, in a list, or in a picture. */
export function placeWords(shape: readonly number[], [c, r, k]: Place, sequence: boolean): string {
  const [channels = 1, height = 1] = shape;
  if (channels === 1 && height === 1 && !sequence) return `input ${k + 1}`;
  const within = sequence ? `place ${k + 1}` : `row ${r + 1}, column ${k + 1}`;
  return channels > 1 ? `channel ${c + 1}, ${within}` : within;
}

/** As they are sent: float32, little-endian. */
export function bytesOf(numbers: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const data = new DataView(new ArrayBuffer(4 * numbers.length));
  for (let i = 0; i < numbers.length; i++) data.setFloat32(4 * i, numbers[i] ?? 0, true);
  return new Uint8Array(data.buffer);
}

/** A number in at most four characters, for a cell: 0, .05, −.2, 1.4, −12, 3e4. */
export function tiny(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  let text: string;
  if (size === 0) text = '0';
  else if (size < 0.995) text = size.toFixed(2).replace(/^0/, '');
  else if (size < 9.95) text = size.toFixed(1);
  else if (size < 999.5) text = size.toFixed(0);
  else text = size.toExponential(0).replace('+', '');
  return value < 0 && text !== '.00' ? `−${text}` : text;
}

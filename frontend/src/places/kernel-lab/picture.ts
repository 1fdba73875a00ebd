/** A picture of the lab: numbers, channel by channel, row by row. */
export interface Picture {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** channels × height × width numbers. */
  readonly data: Float32Array;
}

export function picture(channels: number, height: number, width: number, data?: ArrayLike<number>): Picture {
  const size = channels * height * width;
  if (data && data.length !== size) throw new RangeError(`${data.length} numbers for ${size} pixels`);
  return { channels, height, width, data: data ? Float32Array.from(data) : new Float32Array(size) };
}

/** Bytes as numbers from 0 to 1; null: they are no picture of this size. */
export function ofBytes(bytes: Uint8Array | null, size: readonly number[]): Picture | null {
  const [channels = 1, height = 28, width = 28] = size;
  if (bytes?.length !== channels * height * width) return null;
  return picture(
    channels,
    height,
    width,
    Float32Array.from(bytes, (byte) => byte / 255),
  );
}

/** More cells a side than this are shown as pixels. */
export const MOST_CELLS = 13;

/** Whether a picture is small enough to be shown as cells with their numbers. */
export const hasCells = (image: Picture): boolean => Math.max(image.height, image.width) <= MOST_CELLS;

/** The picture with one number changed. */
export function changed(image: Picture, channel: number, row: number, column: number, value: number): Picture {
  const data = image.data.slice();
  data[(channel * image.height + row) * image.width + column] = value;
  return { ...image, data };
}

/** What a cell with this number becomes when it is toggled: 1 or −1 where all are, else 0 or the largest there is. */
export function toggled({ data }: Picture, value: number): number {
  if (data.every((each) => Math.abs(each) === 1) && data.some((each) => each < 0)) return -value;
  const most = data.reduce((a, b) => Math.max(a, b), 0) || 1;
  return value === most ? 0 : most;
}

/** Its content moved right and down by whole pixels; what comes in is 0. */
export function shifted(image: Picture, right: number, down: number): Picture {
  if (right === 0 && down === 0) return image;
  const { channels, height, width } = image;
  const data = new Float32Array(image.data.length);
  const [first, last] = [Math.max(0, -right), Math.min(width, width - right)];
  if (first < last) {
    for (let channel = 0; channel < channels; channel++) {
      for (let row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
        const from = (channel * height + row) * width;
        data.set(image.data.subarray(from + first, from + last), from + down * width + first + right);
      }
    }
  }
  return { ...image, data };
}

/** One of its channels. */
export function plane(image: Picture, channel: number): Picture {
  const size = image.height * image.width;
  return { ...image, channels: 1, data: image.data.subarray(channel * size, (channel + 1) * size) };
}

/** Every how many-th pixel of every how many-th row leaves at most so many a side. */
export const stepTo = (most: number, height: number, width: number): number =>
  Math.max(1, Math.ceil(Math.max(height, width) / most));

/** Every second, third, … pixel of every such row. */
export function thinned(image: Picture, step: number): Picture {
  if (step === 1) return image;
  const [height, width] = [Math.ceil(image.height / step), Math.ceil(image.width / step)];
  const data = new Float32Array(image.channels * height * width);
  let to = 0;
  for (let channel = 0; channel < image.channels; channel++) {
    for (let row = 0; row < image.height; row += step) {
      const from = (channel * image.height + row) * image.width;
      for (let column = 0; column < image.width; column += step) data[to++] = image.data[from + column] as number;
    }
  }
  return { channels: image.channels, height, width, data };
}

/** In one channel: red, green and blue as Rec. 601 weighs them. */
export function inGrey(image: Picture): Picture {
  if (image.channels === 1) return image;
  const size = image.height * image.width;
  const { data } = image;
  const grey = new Float32Array(size);
  for (let i = 0; i < size; i++)
    grey[i] = 0.299 * (data[i] as number) + 0.587 * (data[size + i] as number) + 0.114 * (data[2 * size + i] as number);
  return { ...image, channels: 1, data: grey };
}

/** In three channels: a grey picture three times. */
export function inColour(image: Picture): Picture {
  if (image.channels === 3) return image;
  const size = image.height * image.width;
  const data = new Float32Array(3 * size);
  for (let channel = 0; channel < 3; channel++) data.set(image.data.subarray(0, size), channel * size);
  return { ...image, channels: 3, data };
}

/** Whether they are the same, number by number. */
export function same(a: Picture, b: Picture): boolean {
  const alike = a.channels === b.channels && a.height === b.height && a.width === b.width;
  return alike && (a.data === b.data || a.data.every((value, i) => value === b.data[i]));
}

/** How many of its numbers differ from the other's, which has the same size. */
export function differences(image: Picture, other: Picture): number {
  let count = 0;
  for (let i = 0; i < image.data.length; i++) if (differ(image.data[i] ?? 0, other.data[i] ?? 0)) count++;
  return count;
}

/** Whether two numbers are not the same; sums in another order may differ in their last bits. */
export function differ(a: number, b: number): boolean {
  return Math.abs(a - b) > 1e-6 * Math.max(1, Math.abs(a));
}

/** Smallest and largest number. */
export function extent(image: Picture): [number, number] {
  const { data } = image;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

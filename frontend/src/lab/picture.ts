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

/** One number; outside the picture: 0. */
export function at(image: Picture, channel: number, row: number, column: number): number {
  if (row < 0 || column < 0 || row >= image.height || column >= image.width) return 0;
  return image.data[(channel * image.height + row) * image.width + column] ?? 0;
}

/** The picture with one number changed. */
export function changed(image: Picture, channel: number, row: number, column: number, value: number): Picture {
  const data = image.data.slice();
  data[(channel * image.height + row) * image.width + column] = value;
  return { ...image, data };
}

/** Its content moved right and down by whole pixels; what comes in is 0. */
export function shifted(image: Picture, right: number, down: number): Picture {
  const data = new Float32Array(image.data.length);
  let i = 0;
  for (let channel = 0; channel < image.channels; channel++)
    for (let row = 0; row < image.height; row++)
      for (let column = 0; column < image.width; column++) data[i++] = at(image, channel, row - down, column - right);
  return { ...image, data };
}

/** Smallest and largest number. */
export function extent(image: Picture): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of image.data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

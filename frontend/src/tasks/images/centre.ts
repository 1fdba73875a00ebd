/**
 * A drawing made into what a net trained on MNIST expects, by MNIST's own recipe (LeCun, Cortes, Burges, "The MNIST database of
 * handwritten digits"): the ink's bounding box, enlarged or reduced without distortion until its longer side is 20 pixels, with
 * grey levels from averaging areas; placed in 28 × 28 so that its centre of mass lies on the image's centre. Measured on
 * the 10,000 test images: the longer side is 20 in 9,997, and the centre of mass lies within half a pixel of index 14 each way.
 *
 * The server does the same in inkling/datasets/making/centre.py; both are held to centre.golden.json.
 */

export interface CentreOptions {
  /** Side of the result, in pixels. */
  readonly size?: number;
  /** The longer side of the ink, in pixels. */
  readonly box?: number;
  /** What lies in the middle: the ink's centre of mass, or the middle of the box around it. */
  readonly middle?: 'mass' | 'box';
}

interface Bounds {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The smallest box around everything that is not 0; null for an empty drawing. */
export function bounds(ink: Uint8Array, width: number, height: number): Bounds | null {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] === 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * How much each of `count` cells, evenly spread over `length` pixels, takes of each pixel: one entry a cell, its first pixel and
 * the shares from there on, in whole numbers that sum to `length`.
 */
function shares(length: number, count: number): { first: number; weights: Uint32Array }[] {
  return Array.from({ length: count }, (_, i) => {
    // Measured in 1/count of a pixel: a cell is `length` long, a pixel `count`.
    const from = i * length;
    const to = from + length;
    const first = Math.floor(from / count);
    const weights = new Uint32Array(Math.ceil(to / count) - first);
    for (let k = 0; k < weights.length; k++) {
      weights[k] = Math.min((first + k + 1) * count, to) - Math.max((first + k) * count, from);
    }
    return { first, weights };
  });
}

/** To the nearest whole number; halves to the even one, as NumPy does. */
function nearest(value: number): number {
  const floor = Math.floor(value);
  const over = value - floor;
  return over > 0.5 || (over === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** `box` of the ink averaged down (or repeated up) to `width` × `height`, row by row. */
function average(ink: Uint8Array, stride: number, box: Bounds, width: number, height: number): Uint8Array {
  const across = shares(box.width, width);
  const down = shares(box.height, height);
  const narrow = new Float64Array(box.height * width);
  for (let y = 0; y < box.height; y++) {
    const row = (box.top + y) * stride + box.left;
    across.forEach(({ first, weights }, x) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += (ink[row + first + k] as number) * (weights[k] as number);
      narrow[y * width + x] = sum;
    });
  }
  const out = new Uint8Array(width * height);
  down.forEach(({ first, weights }, y) => {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++)
        sum += (narrow[(first + k) * width + x] as number) * (weights[k] as number);
      out[y * width + x] = nearest(sum / (box.width * box.height));
    }
  });
  return out;
}

/**
 * Centres a drawing.
 *
 * @param ink one byte a pixel, row by row; 0 paper, 255 full ink
 * @returns `size` × `size` bytes; null where there is no ink
 */
export function centre(ink: Uint8Array, width: number, height: number, options: CentreOptions = {}): Uint8Array | null {
  const { size = 28, box = 20, middle = 'mass' } = options;
  const found = bounds(ink, width, height);
  if (!found) return null;
  const longer = Math.max(found.width, found.height);
  const wide = Math.max(1, Math.floor((found.width * box) / longer + 0.5));
  const high = Math.max(1, Math.floor((found.height * box) / longer + 0.5));
  const small = average(ink, width, found, wide, high);

  let mass = 0;
  let massX = 0;
  let massY = 0;
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const value = small[y * wide + x] as number;
      mass += value;
      massX += value * x;
      massY += value * y;
    }
  }
  const place = (moment: number, length: number) =>
    Math.max(0, Math.min(size - length, Math.floor(size / 2 - moment / Math.max(mass, 1e-9) + 0.5)));
  const [left, top] =
    middle === 'box' ? [(size - wide) >> 1, (size - high) >> 1] : [place(massX, wide), place(massY, high)];

  const out = new Uint8Array(size * size);
  for (let y = 0; y < high; y++) out.set(small.subarray(y * wide, (y + 1) * wide), (top + y) * size + left);
  return out;
}

/** A drawing as one byte a pixel in a net's input shape (channels, height, width): the same in every channel. */
export function toInput(drawing: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return drawing;
  const out = new Uint8Array(drawing.length * channels);
  for (let c = 0; c < channels; c++) out.set(drawing, c * drawing.length);
  return out;
}

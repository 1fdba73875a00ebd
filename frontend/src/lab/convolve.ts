/**
 * What torch.nn.functional's conv2d, max_pool2d, avg_pool2d and activations do, on pictures small enough to do it at each change
 * of a number. Sums are made in 64 bits and kept in 32. A test holds them against PyTorch's.
 */
import type { Picture } from './picture';

/** What stands around the picture: PyTorch's padding_mode. */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate';

export interface Convolution {
  /** kernel_size: 1 to 9. */
  size: number;
  /** size × size weights, row by row; the same for every channel of the picture. */
  weights: readonly number[];
  /** Every weight is multiplied by it. */
  scale: number;
  bias: number;
  stride: number;
  padding: number;
  mode: PaddingMode;
  dilation: number;
}

export type Activation = 'none' | 'ReLU' | 'Tanh' | 'Sigmoid';

export interface Pooling {
  kind: 'max' | 'average';
  /** kernel_size. */
  size: number;
  stride: number;
}

/** Pixels along one side of what a window leaves; below 1: it does not fit. The formula of torch.nn.Conv2d's documentation. */
export function outputSize(input: number, size: number, stride: number, padding = 0, dilation = 1): number {
  return Math.floor((input + 2 * padding - dilation * (size - 1) - 1) / stride) + 1;
}

/** Why these settings can't be used on a picture of this size; null: they can. */
export function misfit(image: Picture, given: Convolution): string | null {
  const { size, stride, padding, dilation, mode } = given;
  const least = Math.min(image.height, image.width);
  if (mode === 'reflect' && padding >= least)
    return `Reflect padding of ${padding} needs more than ${padding} pixels a side; the picture has ${least}.`;
  const reach = dilation * (size - 1) + 1;
  if (outputSize(least, size, stride, padding, dilation) < 1)
    return `The kernel reaches over ${reach} pixels; picture and padding have ${least + 2 * padding}.`;
  return null;
}

/** Which pixel of the picture stands at this place of the padded one; −1: none, it is a zero. */
export function source(place: number, length: number, mode: PaddingMode): number {
  if (place >= 0 && place < length) return place;
  if (mode === 'zeros') return -1;
  if (mode === 'replicate') return place < 0 ? 0 : length - 1;
  return place < 0 ? -place : 2 * (length - 1) - place;
}

/** The picture with its padding: [C, H + 2p, W + 2p]. */
export function padded(image: Picture, padding: number, mode: PaddingMode): Picture {
  if (padding === 0) return image;
  const [height, width] = [image.height + 2 * padding, image.width + 2 * padding];
  const data = new Float32Array(image.channels * height * width);
  const columns = Int32Array.from({ length: width }, (_, column) => source(column - padding, image.width, mode));
  let i = 0;
  for (let channel = 0; channel < image.channels; channel++) {
    for (let row = 0; row < height; row++) {
      const from = source(row - padding, image.height, mode);
      const start = (channel * image.height + from) * image.width;
      for (let column = 0; column < width; column++, i++) {
        const place = columns[column] as number;
        if (from >= 0 && place >= 0) data[i] = image.data[start + place] as number;
      }
    }
  }
  return { channels: image.channels, height, width, data };
}

/** The kernel slid over the picture, all channels summed: [1, H′, W′]. The settings must fit; see `misfit`. */
export function convolve(image: Picture, given: Convolution): Picture {
  const { size, weights, scale, bias, stride, dilation } = given;
  const wide = padded(image, given.padding, given.mode);
  const height = outputSize(wide.height, size, stride, 0, dilation);
  const width = outputSize(wide.width, size, stride, 0, dilation);
  const sums = new Float64Array(height * width).fill(bias);
  for (let channel = 0; channel < wide.channels; channel++) {
    for (let cell = 0; cell < weights.length; cell++) {
      const weight = (weights[cell] as number) * scale;
      if (weight === 0) continue;
      const down = Math.floor(cell / size) * dilation;
      const right = (cell % size) * dilation;
      for (let row = 0; row < height; row++) {
        let from = (channel * wide.height + row * stride + down) * wide.width + right;
        let to = row * width;
        for (const end = to + width; to < end; to++, from += stride)
          sums[to] = (sums[to] as number) + weight * (wide.data[from] as number);
      }
    }
  }
  return { channels: 1, height, width, data: Float32Array.from(sums) };
}

const FUNCTIONS: Record<Activation, (x: number) => number> = {
  none: (x) => x,
  ReLU: (x) => (x > 0 ? x : 0),
  Tanh: Math.tanh,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

export function activate(image: Picture, activation: Activation): Picture {
  return activation === 'none' ? image : { ...image, data: image.data.map(FUNCTIONS[activation]) };
}

/** Max or average pooling without padding: [C, H′, W′]. */
export function pool(image: Picture, given: Pooling): Picture {
  const { kind, size, stride } = given;
  const height = outputSize(image.height, size, stride);
  const width = outputSize(image.width, size, stride);
  const data = new Float32Array(image.channels * height * width);
  let to = 0;
  for (let channel = 0; channel < image.channels; channel++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++, to++) {
        let sum = 0;
        let most = -Infinity;
        for (let y = 0; y < size; y++) {
          let from = (channel * image.height + row * stride + y) * image.width + column * stride;
          for (const end = from + size; from < end; from++) {
            const value = image.data[from] as number;
            sum += value;
            if (value > most) most = value;
          }
        }
        data[to] = kind === 'max' ? most : sum / (size * size);
      }
    }
  }
  return { channels: image.channels, height, width, data };
}

export interface Product {
  /** Place in the picture; outside of it where it is padding. */
  row: number;
  column: number;
  /** It is padding: where its number was taken from, or nowhere (a zero). */
  padding: boolean;
  value: number;
  weight: number;
  product: number;
}

/** The arithmetic of one output pixel: for each channel, its window cell by cell; the output is their sum and the bias. */
export function window(image: Picture, given: Convolution, row: number, column: number): Product[][] {
  const { size, weights, scale, stride, padding, dilation, mode } = given;
  return Array.from({ length: image.channels }, (_, channel) =>
    Array.from({ length: size * size }, (__, cell) => {
      const down = row * stride - padding + Math.floor(cell / size) * dilation;
      const right = column * stride - padding + (cell % size) * dilation;
      const [from, place] = [source(down, image.height, mode), source(right, image.width, mode)];
      const value =
        from < 0 || place < 0 ? 0 : (image.data[(channel * image.height + from) * image.width + place] as number);
      const weight = (weights[cell] ?? 0) * scale;
      return {
        row: down,
        column: right,
        padding: from !== down || place !== right,
        value,
        weight,
        product: value * weight,
      };
    }),
  );
}

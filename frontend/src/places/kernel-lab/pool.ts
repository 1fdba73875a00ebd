/** What torch.nn.functional's max_pool2d and avg_pool2d do, without padding. */
import { outputSize } from './convolve';
import type { Picture } from './picture';

export interface Pooling {
  kind: 'max' | 'average';
  /** kernel_size. */
  height: number;
  width: number;
  stride: number;
}

/** Max or average pooling of each channel: [C, H′, W′]. The window must fit. */
export function pool(image: Picture, given: Pooling): Picture {
  const { kind, stride } = given;
  const height = outputSize(image.height, given.height, stride);
  const width = outputSize(image.width, given.width, stride);
  const data = new Float32Array(image.channels * height * width);
  const count = given.height * given.width;
  let to = 0;
  for (let channel = 0; channel < image.channels; channel++) {
    for (let row = 0; row < height; row++) {
      const first = (channel * image.height + row * stride) * image.width;
      for (let column = 0; column < width; column++, to++) {
        let sum = 0;
        let most = -Infinity;
        for (let y = 0; y < given.height; y++) {
          let from = first + y * image.width + column * stride;
          for (const end = from + given.width; from < end; from++) {
            const value = image.data[from] as number;
            sum += value;
            if (value > most) most = value;
          }
        }
        data[to] = kind === 'max' ? most : sum / count;
      }
    }
  }
  return { channels: image.channels, height, width, data };
}

/** The numbers that one output pixel was made from. */
export function pooled(image: Picture, given: Pooling, row: number, column: number): number[] {
  return Array.from({ length: given.height * given.width }, (_, cell) => {
    const down = row * given.stride + Math.floor(cell / given.width);
    const right = column * given.stride + (cell % given.width);
    return image.data[down * image.width + right] as number;
  });
}

/** How well a kernel answers to a picture, so that large weights alone gain nothing. */
import { convolve, type Convolution } from './convolve';
import { extent, type Picture } from './picture';

export interface Score {
  /** The largest sum, without the bias. */
  readonly answer: number;
  /** The kernel's norm: √ of the sum of its squared weights. */
  readonly norm: number;
  /** `answer` / `norm`; 0 for a kernel of zeros. */
  readonly score: number;
  /**
   * The largest norm of a window. No kernel scores more: a sum of products is at most the product of the two norms
   * (Cauchy–Schwarz), and reaches it where the kernel is a multiple of the window.
   */
  readonly best: number;
}

/** The score of this convolution on this picture, which it must fit. */
export function scoreOf(image: Picture, given: Convolution): Score {
  const added = summed(image);
  const [, answer] = extent(convolve(added, { ...given, bias: 0 }));
  const norm = Math.abs(given.scale) * Math.hypot(...given.weights);
  const squares = { ...added, data: added.data.map((value) => value * value) };
  const weights = given.weights.map(() => 1);
  const [, most] = extent(convolve(squares, { ...given, weights, scale: 1, bias: 0 }));
  return { answer, norm, score: norm > 0 ? answer / norm : 0, best: Math.sqrt(most) };
}

/** All channels added: they meet the same kernel. */
function summed(image: Picture): Picture {
  const size = image.height * image.width;
  const data = new Float32Array(size);
  for (let i = 0; i < image.data.length; i++) data[i % size] = (data[i % size] as number) + (image.data[i] as number);
  return { ...image, channels: 1, data };
}

/** Kernels to begin with. */

export interface Kernel {
  /** kernel_size, 1 to 9 each. */
  readonly height: number;
  readonly width: number;
  /** height × width numbers, row by row. */
  readonly weights: readonly number[];
  /** Every weight is multiplied by it. */
  readonly scale: number;
}

export interface KernelPreset extends Kernel {
  readonly name: string;
  readonly title: string;
  /** What it does to a picture. */
  readonly help: string;
}

/** A square kernel, unless its height is given. */
function preset(
  name: string,
  title: string,
  help: string,
  weights: readonly number[],
  scale = 1,
  height = Math.sqrt(weights.length),
): KernelPreset {
  return { name, title, help, height, width: weights.length / height, weights, scale };
}

export const PRESETS: readonly KernelPreset[] = [
  preset('identity', 'Identity', 'Copies the picture.', [0, 0, 0, 0, 1, 0, 0, 0, 0]),
  preset('box-blur', 'Box blur', 'The mean of nine pixels.', new Array<number>(9).fill(1), 1 / 9),
  preset('gaussian', 'Gaussian blur', 'A mean in which near pixels count more.', [1, 2, 1, 2, 4, 2, 1, 2, 1], 1 / 16),
  preset('gaussian-5', 'Gaussian blur, 5×5', 'The same, wider.', binomial(5), 1 / 256),
  preset('sharpen', 'Sharpen', 'Adds what a pixel has more than its neighbours.', [0, -1, 0, -1, 5, -1, 0, -1, 0]),
  preset('emboss', 'Emboss', 'As if lit from the upper left.', [-2, -1, 0, -1, 1, 1, 0, 1, 2]),
  preset(
    'horizontal',
    'Horizontal edges',
    'Positive where the numbers grow downwards.',
    [-1, -1, -1, 0, 0, 0, 1, 1, 1],
  ),
  preset(
    'horizontal-lines',
    'Horizontal edges, −1 2 −1',
    'Positive where a row is larger than the rows above and below.',
    [-1, -1, -1, 2, 2, 2, -1, -1, -1],
  ),
  preset('vertical', 'Vertical edges', 'Positive where the numbers grow to the right.', [-1, 0, 1, -1, 0, 1, -1, 0, 1]),
  preset(
    'diagonal',
    'Diagonal ╲',
    'Answers most to a line from upper left to lower right.',
    [2, -1, -1, -1, 2, -1, -1, -1, 2],
  ),
  preset(
    'line',
    'Line ╲, 1 and −1',
    'Where numbers are 1 and −1, answers most to a line from upper left to lower right.',
    [1, -1, -1, -1, 1, -1, -1, -1, 1],
  ),
  preset(
    'antidiagonal',
    'Diagonal ╱',
    'Answers most to a line from lower left to upper right.',
    [-1, -1, 2, -1, 2, -1, 2, -1, -1],
  ),
  preset('sobel-x', 'Sobel x', 'How fast the numbers grow to the right.', [-1, 0, 1, -2, 0, 2, -1, 0, 1]),
  preset('sobel-y', 'Sobel y', 'How fast the numbers grow downwards.', [-1, -2, -1, 0, 0, 0, 1, 2, 1]),
  preset('laplacian', 'Laplacian', 'Zero on even ground and slopes; not at edges.', [0, 1, 0, 1, -4, 1, 0, 1, 0]),
  preset('motion', 'Motion blur', 'The mean along a diagonal of five pixels.', diagonal(5), 1 / 5),
  preset('spike', 'Spike, 1×3', 'Answers to a number that stands out from both neighbours.', [-1, 1, -1], 1, 1),
];

function binomial(size: number): number[] {
  let row = [1];
  while (row.length < size) row = [...row, 0].map((value, i) => value + (row[i - 1] ?? 0));
  return row.flatMap((a) => row.map((b) => a * b));
}

function diagonal(size: number): number[] {
  return Array.from({ length: size * size }, (_, cell) => (Math.floor(cell / size) === cell % size ? 1 : 0));
}

/** Whole weights from −3 to 3. `chance`: a number from 0 to below 1 at each call. */
export function random(height: number, width: number, chance: () => number = Math.random): Kernel {
  const weights = Array.from({ length: height * width }, () => Math.floor(chance() * 7) - 3);
  return { height, width, weights, scale: 1 };
}

/** The kernel at another size, its centre where it was: what does not fit is cut, what is new is 0. */
export function resized(kernel: Kernel, height: number, width: number): Kernel {
  const down = Math.floor(kernel.height / 2) - Math.floor(height / 2);
  const right = Math.floor(kernel.width / 2) - Math.floor(width / 2);
  const weights = Array.from({ length: height * width }, (_, cell) => {
    const [row, column] = [Math.floor(cell / width) + down, (cell % width) + right];
    const inside = row >= 0 && column >= 0 && row < kernel.height && column < kernel.width;
    return inside ? (kernel.weights[row * kernel.width + column] ?? 0) : 0;
  });
  return { height, width, weights, scale: kernel.scale };
}

/** The scale with which all weights sum to 1; null: they sum to 0, and no scale does. */
export function sumToOne(kernel: Kernel): number | null {
  const sum = kernel.weights.reduce((a, b) => a + b, 0);
  return Math.abs(sum) < 1e-9 ? null : 1 / sum;
}

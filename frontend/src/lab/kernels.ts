/** Kernels to begin with, and numbers said as fractions. */

export interface Kernel {
  readonly size: number;
  /** size × size numbers, row by row. */
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

function preset(name: string, title: string, help: string, weights: readonly number[], scale = 1): KernelPreset {
  return { name, title, help, size: Math.sqrt(weights.length), weights, scale };
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
    'Strong where it is darker below than above.',
    [-1, -1, -1, 0, 0, 0, 1, 1, 1],
  ),
  preset('vertical', 'Vertical edges', 'Strong where it is darker on the right.', [-1, 0, 1, -1, 0, 1, -1, 0, 1]),
  preset(
    'diagonal',
    'Diagonal ╲',
    'Answers most to a line from upper left to lower right.',
    [2, -1, -1, -1, 2, -1, -1, -1, 2],
  ),
  preset(
    'antidiagonal',
    'Diagonal ╱',
    'Answers most to a line from lower left to upper right.',
    [-1, -1, 2, -1, 2, -1, 2, -1, -1],
  ),
  preset('sobel-x', 'Sobel x', 'How fast it gets darker to the right.', [-1, 0, 1, -2, 0, 2, -1, 0, 1]),
  preset('sobel-y', 'Sobel y', 'How fast it gets darker downwards.', [-1, -2, -1, 0, 0, 0, 1, 2, 1]),
  preset('laplacian', 'Laplacian', 'Zero on even ground and slopes; not at edges.', [0, 1, 0, 1, -4, 1, 0, 1, 0]),
  preset('motion', 'Motion blur', 'The mean along a diagonal of five pixels.', diagonal(5), 1 / 5),
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
export function random(size: number, chance: () => number = Math.random): Kernel {
  return { size, weights: Array.from({ length: size * size }, () => Math.floor(chance() * 7) - 3), scale: 1 };
}

/** The kernel at another size, its centre where it was: what does not fit is cut, what is new is 0. */
export function resized(kernel: Kernel, size: number): Kernel {
  const move = Math.floor(kernel.size / 2) - Math.floor(size / 2);
  const weights = Array.from({ length: size * size }, (_, cell) => {
    const [row, column] = [Math.floor(cell / size) + move, (cell % size) + move];
    const inside = row >= 0 && column >= 0 && row < kernel.size && column < kernel.size;
    return inside ? (kernel.weights[row * kernel.size + column] ?? 0) : 0;
  });
  return { size, weights, scale: kernel.scale };
}

/** The scale with which all weights sum to 1; null: they sum to 0, and no scale does. */
export function sumToOne(kernel: Kernel): number | null {
  const sum = kernel.weights.reduce((a, b) => a + b, 0);
  return Math.abs(sum) < 1e-9 ? null : 1 / sum;
}

/** A number as people write it: "1/9", "−2", "0.37". Fractions up to /256 are found. */
export function fraction(value: number): string {
  const sign = value < 0 ? '−' : '';
  const size = Math.abs(value);
  if (Number.isInteger(value)) return `${sign}${size}`;
  for (let below = 2; below <= 256; below++) {
    const above = size * below;
    const whole = Math.round(above);
    // Tenths and hundredths are read more easily as they are.
    if (below > 4 && Math.abs(100 * size - Math.round(100 * size)) < 1e-7) break;
    if (whole > 0 && Math.abs(above - whole) < 1e-6) return `${sign}${whole}/${below}`;
  }
  return `${sign}${Number(size.toPrecision(3))}`;
}

/** The number that a person typed: "1/9", "-0.5", "−2", "3 / 4", "0,5"; null: none. */
export function parse(text: string): number | null {
  const found = /^\s*([-−+]?)\s*(\d*[.,]?\d+|\d+[.,]?)\s*(?:\/\s*(\d*[.,]?\d+))?\s*$/.exec(text);
  if (!found) return null;
  const number = (part: string): number => Number(part.replace(',', '.'));
  const below = found[3] === undefined ? 1 : number(found[3]);
  if (below === 0) return null;
  const value = number(found[2] as string) / below;
  return Number.isFinite(value) ? (found[1] === '' || found[1] === '+' ? value : 0 - value) : null;
}

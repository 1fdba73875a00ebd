/** Moving what the net sees by whole pixels. */

export interface Shift {
  /** Pixels to the right; negative: to the left. */
  readonly right: number;
  /** Pixels down; negative: up. */
  readonly down: number;
}

export const NONE: Shift = { right: 0, down: 0 };
/** Pixels to each side, at most. */
export const FARTHEST = 8;

/** An image of one byte a pixel, shape channels × height × width, moved; what comes in is 0, the background. */
export function moved(image: Uint8Array, shape: readonly number[], { right, down }: Shift): Uint8Array {
  const [channels = 1, height = 28, width = 28] = shape;
  // An image of another shape is no image of this net's: the server says so.
  if ((right === 0 && down === 0) || image.length !== channels * height * width) return image;
  const found = new Uint8Array(image.length);
  for (let channel = 0; channel < channels; channel++)
    for (let row = Math.max(0, down); row < Math.min(height, height + down); row++) {
      const to = (channel * height + row) * width;
      const from = to - down * width;
      const [first, end] = [Math.max(0, -right), Math.min(width, width - right)];
      if (first < end) found.set(image.subarray(from + first, from + end), to + first + right);
    }
  return found;
}

/** Whole pixels, within reach. */
export function within(pixels: number): number {
  return Math.max(-FARTHEST, Math.min(FARTHEST, Math.round(pixels))) || 0;
}

/** "3 right, 2 up"; "" for none. */
export function words({ right, down }: Shift): string {
  const parts = [
    right && `${Math.abs(right)} ${right > 0 ? 'right' : 'left'}`,
    down && `${Math.abs(down)} ${down > 0 ? 'down' : 'up'}`,
  ];
  return parts.filter(Boolean).join(', ');
}

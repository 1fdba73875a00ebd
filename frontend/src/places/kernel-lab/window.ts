/** Cells that a sliding window covers: its first row and column (negative in the padding), its cells, and their distance. */
export interface Window {
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly width: number;
  readonly dilation: number;
  /** Drawn dashed: what is pooled, not what is convolved. */
  readonly dashed?: boolean;
}

/** Whole pixels from its first to its last cell, down and right. */
export function reach({ height, width, dilation }: Window): [number, number] {
  return [dilation * (height - 1) + 1, dilation * (width - 1) + 1];
}

/** How far an arrow key goes: [right, down]; null: it is no arrow key. */
export function arrow(key: string): readonly [number, number] | null {
  const ways: Record<string, readonly [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  return ways[key] ?? null;
}

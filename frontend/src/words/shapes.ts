/** Shapes and sizes as people read them. */

/** One number for both directions, or height × width: 3 → 3×3, [3, 5] → 3×5. */
export function pair(value: unknown): string {
  return Array.isArray(value) ? value.join('×') : `${value}×${value}`;
}

/** A picture's height×width×channels, a sequence's length×channels, a list's length. Null: not known. */
export function shape(size: readonly number[] | null | undefined): string {
  if (!size) return '?';
  return [...size.slice(1), size[0]].join('×');
}

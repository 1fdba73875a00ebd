/** Numbers as people write them: with fractions, and a true minus. */
import { read, type Typed } from '../../form/typed';

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

/** Numbers of a picture that are all so many-ths, as thirds or ninths: below what they are written; null: as they are. */
export function denominator(numbers: ArrayLike<number>): number | null {
  const all = Array.from(numbers);
  if (all.every((value) => Number.isInteger(value)) || all.some((value) => Math.abs(value) > 1 + 1e-6)) return null;
  const parts = (below: number): boolean =>
    all.every((value) => Math.abs(value * below - Math.round(value * below)) < 1e-5);
  // Halves, quarters, fifths and tenths are read more easily as they are.
  if ([4, 10].some(parts)) return null;
  return [3, 6, 7, 8, 9, 12, 16].find(parts) ?? null;
}

/** The number over what `denominator` has found: "6/9". */
export function over(value: number, below: number): string {
  const above = Math.round(value * below);
  return above === 0 ? '0' : `${above < 0 ? '−' : ''}${Math.abs(above)}/${below}`;
}

const NONE: Typed = { problem: 'A number is wanted, or a fraction such as 1/9.' };

/** The number that a person typed, "1/9", "-0.5", "−2", "3 / 4", "0,5"; or why it is none. */
export function readFraction(text: string): Typed {
  const [above, below, more] = text.split('/').map((part) => read(part));
  if (!above || more) return NONE;
  if (!below) return above;
  if (!('value' in above)) return above;
  if (!('value' in below)) return below;
  const value = above.value / below.value;
  return Number.isFinite(value) ? { value } : NONE;
}

/** Likewise; null: it is none. */
export function parse(text: string): number | null {
  const typed = readFraction(text);
  return 'value' in typed ? typed.value : null;
}

/** Numbers as people write them: with fractions, and a true minus. */

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

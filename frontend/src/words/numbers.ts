/** Numbers as people read them. */

const THIN = '\u202f';

/** A whole number with thin spaces between thousands: 60 000. */
export function count(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** A large number in few characters: 950, 12.4 k, 3.1 M. */
export function roughly(number: number): string {
  for (const [size, unit] of [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    if (number >= size) {
      const scaled = number / (unit === 'k' ? 1e3 : size);
      return `${Number(scaled.toPrecision(3))}${THIN}${unit}`;
    }
  }
  return count(number);
}

/** Bytes, in steps of 1,000: 800 B, 20.5 kB, 11.6 MB. */
export function bytes(number: number): string {
  let size = Math.round(number);
  let unit = 'B';
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    if (size < 999.5) break;
    size /= 1000;
    unit = next;
  }
  return `${Number(size.toPrecision(3))}${THIN}${unit}`;
}

/** "1 layer", "8 layers". */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/**
 * A share, 0 to 1: "98.08 %". Never rounded up to all: "> 99.99 %"; nor, where whole per cents are said, down to nothing: "< 1 %".
 *
 * `places`: decimals.
 */
export function percent(share: number, places = 2): string {
  if (!Number.isFinite(share)) return '–';
  const text = (100 * share).toFixed(places);
  if (share < 1 && Number(text) >= 100) return `> ${(100 - 10 ** -places).toFixed(places)} %`;
  return places === 0 && share > 0 && Number(text) === 0 ? '< 1 %' : `${text} %`;
}

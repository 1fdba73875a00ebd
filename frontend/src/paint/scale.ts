/** Which number gets which colour, and how the legend says it. */
import { ZERO, type Tables } from './colours';

/** Pictures as they come from the server: value = low[i] + byte / 255 · (high[i] − low[i]) for picture i. */
export interface Pictures {
  /** Pictures, height, width. */
  readonly shape: readonly [number, number, number] | readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly data: Uint8Array;
}

/**
 * The range of numbers that colours stand for. Unsigned: 0 is bare paper, `high` full ink. Signed: symmetric around 0, which is
 * bare paper, so that equal strengths look equally strong.
 */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly signed: boolean;
}

/** The scale for numbers between `low` and `high`: signed as soon as one of them is negative. */
export function scaleOf(low: number, high: number): Scale {
  if (low < 0) {
    const strongest = Math.max(-low, high);
    return { low: -strongest, high: strongest, signed: true };
  }
  return { low: 0, high: Math.max(high, 0), signed: false };
}

/** One scale for all pictures of a layer. Numbers that are not finite are left out. */
export function layerScale(pictures: Pictures): Scale {
  let low = 0;
  let high = 0;
  for (const value of pictures.low) if (Number.isFinite(value) && value < low) low = value;
  for (const value of pictures.high) if (Number.isFinite(value) && value > high) high = value;
  return scaleOf(low, high);
}

/**
 * The scale of pictures of weights, `first` … `first + count`: always signed, so that a positive weight looks positive also where
 * no other is negative.
 */
export function weightScale(pictures: Pictures, first = 0, count = pictures.low.length): Scale {
  let strongest = 0;
  for (let i = first; i < Math.min(first + count, pictures.low.length); i++)
    for (const end of [pictures.low[i], pictures.high[i]]) {
      const size = Math.abs(end ?? 0);
      if (Number.isFinite(size) && size > strongest) strongest = size;
    }
  return signedScale(strongest);
}

/** From −`strongest` to `strongest`: of numbers that have a sign, whether any of them is negative or not. */
export function signedScale(strongest: number): Scale {
  return { low: -strongest, high: strongest, signed: true };
}

/** The scale of one picture by itself; signed if the layer is, so that a colour keeps its meaning beside the others. */
export function mapScale(pictures: Pictures, index: number): Scale {
  const low = pictures.low[index] ?? 0;
  const high = pictures.high[index] ?? 0;
  const signed = pictures.low.some((value) => value < 0);
  const strongest = Math.max(Math.abs(low), Math.abs(high));
  return signed ? { low: -strongest, high: strongest, signed } : scaleOf(low, high);
}

/** The number behind a byte of a picture. */
export function valueAt(pictures: Pictures, index: number, row: number, column: number): number {
  const [, height = 0, width = 0] = pictures.shape;
  const byte = pictures.data[(index * height + row) * width + column] ?? 0;
  const low = pictures.low[index] ?? 0;
  return low + (byte / 255) * ((pictures.high[index] ?? 0) - low);
}

/** Decimals that a picture's bytes carry: a number read off them is wrong by half a level, and so by less than one in the last of these. */
export function decimals(pictures: Pictures, index: number): number {
  const level = ((pictures.high[index] ?? 0) - (pictures.low[index] ?? 0)) / 255;
  return level > 0 ? Math.floor(-Math.log10(level) + 1e-9) : Infinity;
}

/** A number read off a picture, in as many digits as its bytes carry: ≈ −1.2; three where all its numbers are the same. */
export function sayRead(pictures: Pictures, index: number, value: number): string {
  const places = decimals(pictures, index);
  if (!Number.isFinite(places)) return say(value, 3);
  const units = Math.round(Math.abs(value) * 10 ** places);
  const size = places < 0 ? units * 10 ** -places : units / 10 ** places;
  return `≈ ${say(value < 0 ? -size : size, String(units).length)}`;
}

/** How strong: 0 to 1, or −1 to 1 on a signed scale. Beyond the scale: its end. */
export function strength(scale: Scale, value: number): number {
  if (!(scale.high > 0) || Number.isNaN(value)) return 0;
  return Math.max(scale.signed ? -1 : 0, Math.min(1, value / scale.high));
}

/** The packed colour of a number. */
export function colourOf(scale: Scale, value: number, tables: Tables): number {
  const t = strength(scale, value);
  const found = scale.signed ? tables.diverging[Math.round(ZERO + ZERO * t)] : tables.sequential[Math.round(255 * t)];
  return found ?? 0;
}

/** A number in few characters, with a true minus: 0, 0.037, −2.1, 140, 1.2e+5. */
export function say(value: number, digits = 2): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  let text: string;
  if (size === 0) text = '0';
  else if (size >= 1e5 || size < 1e-3) text = size.toExponential(Math.max(0, digits - 1)).replace('e-', 'e−');
  else if (size >= 10 ** digits) text = size.toFixed(0);
  else text = String(Number(size.toPrecision(digits)));
  return value < 0 ? `−${text}` : text;
}

/** The range in words: "0 to 3.2", "−2.1 to 2.1". */
export function legend(scale: Scale): string {
  return `${say(scale.low)} to ${say(scale.high)}`;
}

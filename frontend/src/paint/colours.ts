/**
 * Numbers to colours. Two meanings, everywhere the same: an amount (0 = bare paper, strong = full ink) and a signed number
 * (vermilion positive, bare paper zero, blue negative). Colours are looked up in tables of packed 32-bit RGBA.
 */
import { CIVIDIS } from './cividis';

export type Theme = 'light' | 'dark';

/** `ink`: ink and vermilion/blue on the theme's paper. `cividis`: for people who ask for it; cividis and blue–white–orange. */
export type Palette = 'ink' | 'cividis';

/** Red, green, blue; 0 to 255. */
export type Rgb = readonly [number, number, number];

export interface Tables {
  /** 256 colours, from 0 to strong. */
  readonly sequential: Uint32Array;
  /** 511 colours, from most negative to most positive; 255 is exactly zero. */
  readonly diverging: Uint32Array;
}

/** Index of zero in a diverging table. */
export const ZERO = 255;

const LITTLE = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Opaque colour as it lies in the Uint32Array view of ImageData. */
export function pack(colour: Rgb): number {
  const [r, g, b] = colour;
  return (LITTLE ? (255 << 24) | (b << 16) | (g << 8) | r : (r << 24) | (g << 16) | (b << 8) | 255) >>> 0;
}

export function unpack(packed: number): Rgb {
  return LITTLE
    ? [packed & 255, (packed >>> 8) & 255, (packed >>> 16) & 255]
    : [packed >>> 24, (packed >>> 16) & 255, (packed >>> 8) & 255];
}

export function css(packed: number): string {
  return `rgb(${unpack(packed).join(' ')})`;
}

export function hex(text: string): Rgb {
  const number = parseInt(text.replace('#', ''), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

/** Straight mix in sRGB; `t` 0 gives `from`, 1 gives `to`. */
export function mix(from: Rgb, to: Rgb, t: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * t);
  return [at(0), at(1), at(2)];
}

interface Inks {
  /** Zero, and the strongest activation. */
  readonly paper: Rgb;
  readonly ink: Rgb;
  readonly positive: Rgb;
  readonly negative: Rgb;
  /** A signed zero: bare paper too. */
  readonly zero: Rgb;
}

const INKS: Record<Theme, Inks> = {
  light: {
    paper: hex('#FFFDF8'),
    ink: hex('#141B2E'),
    positive: hex('#D4511B'),
    negative: hex('#2B6CB0'),
    zero: hex('#FFFDF8'),
  },
  dark: {
    paper: hex('#141D20'),
    ink: hex('#F7F3E8'),
    positive: hex('#FF9C68'),
    negative: hex('#74B4FF'),
    zero: hex('#141D20'),
  },
};

/** Most negative to most positive, evenly spaced. */
const BLUE_WHITE_ORANGE = ['#08306b', '#2f79b9', '#a6cbe8', '#ffffff', '#fbc088', '#e07a1f', '#7f3b08'].map(hex);

function gradient(stops: readonly Rgb[], count: number): Uint32Array {
  const table = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const at = (i / (count - 1)) * (stops.length - 1);
    const left = Math.min(Math.floor(at), stops.length - 2);
    table[i] = pack(mix(stops[left] as Rgb, stops[left + 1] as Rgb, at - left));
  }
  return table;
}

function cividis(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => pack(hex(CIVIDIS.slice(i * 6, i * 6 + 6))));
}

const made = new Map<string, Tables>();

/** The tables of a theme; always the same object for the same arguments. */
export function tables(theme: Theme, palette: Palette = 'ink'): Tables {
  const key = palette === 'cividis' ? palette : theme;
  let found = made.get(key);
  if (!found) {
    const { paper, ink, positive, negative, zero } = INKS[theme];
    found =
      palette === 'cividis'
        ? { sequential: cividis(), diverging: gradient(BLUE_WHITE_ORANGE, 511) }
        : { sequential: gradient([paper, ink], 256), diverging: gradient([negative, zero, positive], 511) };
    made.set(key, found);
  }
  return found;
}

/** WCAG 2 relative luminance, 0 to 1. */
export function luminance(colour: Rgb): number {
  const linear = (channel: number) => {
    const s = channel / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

// Pure black and white: only they reach 4.5 : 1 on every grey.
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** The colour for a number written on a cell of this colour: dark or light, whichever reads better. */
export function textOn(packed: number): string {
  const cell = unpack(packed);
  return contrast(cell, BLACK) >= contrast(cell, WHITE) ? css(pack(BLACK)) : css(pack(WHITE));
}

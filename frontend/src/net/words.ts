/** What a layer, a shape or a number is called on the page. */
import type { LayerSpec } from '../link/protocol.gen';
import type { CatalogEntry } from '../link/layers';

const THIN = '\u202f';

/** A whole number with thin spaces between thousands: 5 258. */
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

/** Bytes, in steps of 1024: 800 B, 20.5 KiB, 1.2 MiB. */
export function bytes(number: number): string {
  let size = number;
  let unit = 'B';
  for (const next of ['KiB', 'MiB', 'GiB', 'TiB']) {
    if (size < 1024) break;
    size /= 1024;
    unit = next;
  }
  return `${unit === 'B' ? Math.round(size) : Number(size.toPrecision(3))}${THIN}${unit}`;
}

/** "1 layer", "8 layers". */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** One number for both directions, or height × width: 3 → 3×3, [3, 5] → 3×5. */
export function pair(value: unknown): string {
  return Array.isArray(value) ? value.join('×') : `${value}×${value}`;
}

/** A shape as people read it: a picture's height×width×channels, a sequence's length×channels, a list's length. Null: not known. */
export function shape(size: readonly number[] | null | undefined): string {
  if (!size) return '?';
  return [...size.slice(1), size[0]].join('×');
}

/** What follows a layer type's name: its size ("3×3"), how many it gives ("· 8"), its share ("0.5"). By argument, for every type. */
export function detail(layer: LayerSpec): string {
  const parts: string[] = [];
  const size = layer['kernel_size'] ?? layer['output_size'];
  if (typeof size === 'number' || Array.isArray(size))
    parts.push(layer.type.endsWith('1d') ? String(size) : pair(size));
  const gives = layer['out_channels'] ?? layer['out_features'];
  if (typeof gives === 'number') parts.push(`· ${gives}`);
  if (typeof layer['p'] === 'number') parts.push(String(layer['p']));
  return parts.join(' ');
}

/** "Conv2d" → "Conv", "AvgPool2d" → "Avg pool". */
function plain(type: string): string {
  const words = type
    .replace(/\dd$/, '')
    .replace(/([a-z])(?=[A-Z])/g, '$1 ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The layer type's short name, for columns and buttons: "Conv", "Max pool". The catalogue's title, unless PyTorch's is shorter. */
export function shortName(type: string, entry: CatalogEntry | undefined): string {
  const own = plain(type);
  return entry && entry.title.length <= own.length ? entry.title : own;
}

/** The layer type's short name. */
export function nameOf(layer: LayerSpec, entry: CatalogEntry | undefined): string {
  return shortName(layer.type, entry);
}

/** The layer in words: "Conv 3×3 · 8". */
export function titleOf(layer: LayerSpec, entry: CatalogEntry | undefined): string {
  return [nameOf(layer, entry), detail(layer)].filter(Boolean).join(' ');
}

/** What its outputs are called, one and many. */
export function unitName(flat: boolean): [string, string] {
  return flat ? ['unit', 'units'] : ['map', 'maps'];
}

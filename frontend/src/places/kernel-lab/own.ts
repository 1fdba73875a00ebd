/**
 * A picture of one's own, kept by this tab alone over a reload: it goes to no server and into no address. Storage that is full or
 * forbidden keeps none, which is no failure.
 */
import { LIMITS } from './data';
import { picture, type Picture } from './picture';

const NAME = 'inkling.lab.own';
/** Pixels along a side, at most: as pictures are when they are opened. */
const SIDE = 1024;

/** Keeps it in place of the one before. Large ones have a byte a number, as files have; small ones may hold any numbers. */
export function keepOwn({ channels, height, width, data }: Picture): void {
  const exact = data.length <= LIMITS.pixels;
  const bytes = exact
    ? new Uint8Array(Float32Array.from(data).buffer)
    : Uint8Array.from(data, (value) => Math.round(255 * value));
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  try {
    sessionStorage.setItem(NAME, `${channels} ${height} ${width} ${btoa(text)}`);
  } catch {
    forgetOwn();
  }
}

/** The one that was kept; null: none was, or it can't be read. */
export function keptOwn(): Picture | null {
  try {
    const [channels = '', height = '', width = '', text = ''] = (sessionStorage.getItem(NAME) ?? '').split(' ');
    const shape = [channels, height, width].map(Number) as [number, number, number];
    if (!shape.every((each) => Number.isInteger(each) && each >= 1 && each <= SIDE) || shape[0] > 3) return null;
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const size = shape[0] * shape[1] * shape[2];
    const numbers =
      size <= LIMITS.pixels ? new Float32Array(bytes.buffer) : Float32Array.from(bytes, (byte) => byte / 255);
    return numbers.length === size && numbers.every(Number.isFinite) ? picture(...shape, numbers) : null;
  } catch {
    // Storage is forbidden, or holds something else.
    return null;
  }
}

export function forgetOwn(): void {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // Then there is nothing to forget.
  }
}

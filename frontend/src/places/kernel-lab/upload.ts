/**
 * A person's own picture, from a file. It is looked at before it is decoded: what says it is huge, or is no PNG or JPEG, is never
 * given to the decoder; and it never leaves the browser.
 */
import { picture, type Picture } from './picture';

/** Bytes. */
const LARGEST_FILE = 20_000_000;
/** Pixels. */
const LARGEST = 40_000_000;
/** Bytes that are looked at before the rest is: cameras write previews and profiles before the picture's size. */
const HEAD = 1 << 20;
/** The longer side is brought down to this. */
export const SIDE = 512;

export interface Size {
  width: number;
  height: number;
}

/** Width and height as a PNG's or JPEG's first bytes say; null: it is neither, or broken. */
export function sizeOf(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (bytes.length >= 24 && png.every((byte, i) => bytes[i] === byte)) {
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  // Segments of a JPEG: 0xff, a marker, a length of two bytes; the size stands in the first frame header (SOF).
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Why this file is not taken; null: it may be decoded. */
export function refusal(file: { size: number }, head: Uint8Array): string | null {
  if (file.size > LARGEST_FILE) return 'This file has more than 20 MB. Save the picture smaller, then open it again.';
  const size = sizeOf(head);
  if (!size) return 'This is no PNG or JPEG that can be read. Save it as one of them, then open it again.';
  if (size.width < 1 || size.height < 1) return 'This picture has no pixels.';
  const million = (size.width * size.height) / 1e6;
  if (million > LARGEST / 1e6)
    return `This picture has ${Math.round(million)} million pixels; at most ${LARGEST / 1e6} are taken. Make it smaller.`;
  return null;
}

/** Pixels (RGBA, a byte each) to a picture of three channels with numbers from 0 to 1. */
export function fromPixels(pixels: ArrayLike<number>, { width, height }: Size): Picture {
  const made = picture(3, height, width);
  const count = width * height;
  for (let i = 0; i < count; i++)
    for (let channel = 0; channel < 3; channel++)
      made.data[channel * count + i] = (pixels[4 * i + channel] as number) / 255;
  return made;
}

/** What a drawable source shows, its longer side at most `SIDE`. */
export function grab(source: CanvasImageSource, size: Size): Picture {
  const share = Math.min(1, SIDE / Math.max(size.width, size.height));
  const fit = {
    width: Math.max(1, Math.round(size.width * share)),
    height: Math.max(1, Math.round(size.height * share)),
  };
  const canvas = document.createElement('canvas');
  canvas.width = fit.width;
  canvas.height = fit.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gives no canvas to read pictures with.');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, fit.width, fit.height);
  context.drawImage(source, 0, 0, fit.width, fit.height);
  return fromPixels(context.getImageData(0, 0, fit.width, fit.height).data, fit);
}

/**
 * The picture in a file, in colour.
 *
 * Throws an Error whose message says why not, in plain words.
 */
export async function open(file: Blob): Promise<Picture> {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const why = refusal(file, head);
  if (why) throw new Error(why);
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error('This picture is broken: it begins like one, but can not be decoded.');
  }
  try {
    return grab(bitmap, bitmap);
  } finally {
    bitmap.close();
  }
}

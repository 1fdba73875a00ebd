import { expect, it } from 'vitest';
import { fromPixels, open, refusal, sizeOf } from './upload';

function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

/** A JPEG's beginning: an application segment, fill bytes, then a frame header. */
function jpeg(width: number, height: number, frame = 0xc0): Uint8Array {
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  return Uint8Array.from([
    0xff,
    0xd8,
    0xff,
    0xe0,
    0,
    4,
    1,
    2,
    0xff,
    0xff,
    frame,
    0,
    11,
    8,
    ...size,
    1,
    1,
    0x11,
    0,
    0,
    0,
    0,
  ]);
}

it('reads sizes from the first bytes', () => {
  expect(sizeOf(png(640, 480))).toEqual({ width: 640, height: 480 });
  for (const frame of [0xc0, 0xc2]) expect(sizeOf(jpeg(300, 200, frame))).toEqual({ width: 300, height: 200 });
  // A Huffman table is no frame.
  expect(sizeOf(jpeg(300, 200, 0xc4))).toBeNull();
  expect(sizeOf(jpeg(300, 200).subarray(0, 11))).toBeNull();
  expect(sizeOf(new Uint8Array(0))).toBeNull();
});

it.each([
  ['a picture that says it has 100 million pixels', png(10_000, 10_000), /100 million pixels; at most 40/],
  ['a picture without pixels', png(0, 5), /no pixels/],
  ['a vector picture', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"></svg>'), /no PNG or JPEG/],
  ['text', new TextEncoder().encode('hello, this is no picture at all'), /no PNG or JPEG/],
])('refuses %s before it is decoded', async (_, bytes, why) => {
  expect(refusal({ size: bytes.length }, bytes)).toMatch(why);
  await expect(open(new Blob([bytes as Uint8Array<ArrayBuffer>]))).rejects.toThrow(why);
});

it('refuses large files', () => {
  expect(refusal({ size: 30_000_000 }, png(10, 10))).toMatch(/20 MB/);
  expect(refusal({ size: 3000 }, png(10, 10))).toBeNull();
});

it('takes colours apart', () => {
  const pixels = [255, 0, 0, 255, 0, 255, 51, 255];
  expect([...fromPixels(pixels, { width: 2, height: 1 }).data].map((value) => Math.round(value * 1000))).toEqual([
    1000, 0, 0, 1000, 0, 200,
  ]);
});

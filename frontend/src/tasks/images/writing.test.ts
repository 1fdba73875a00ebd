import { describe, expect, it } from 'vitest';
import { bounds } from './centre';
import type { Point, Stroke } from './drawing';
import { Writer } from './written';
import golden from './writing.golden.json';
import { bytesOf, COLOURS, inColours, MNIST, rewritten, type Writing } from './writing';

const line = (x0: number, y0: number, x1: number, y1: number, more: Partial<Stroke> = {}): Stroke => ({
  points: Array.from({ length: 41 }, (_, i): Point => [x0 + ((x1 - x0) * i) / 40, y0 + ((y1 - y0) * i) / 40, 0.5]),
  width: 0.085,
  pressure: false,
  ...more,
});
const SMALL = { box: 1, pen: 0.16, middle: 'box' } as const;

describe('a drawing for images of another size', () => {
  it('fills eight pixels where the data set’s images do, and lies in the middle of the others', () => {
    const seen = new Writer().write([line(0.3, 0.4, 0.3, 0.6)], 8, SMALL)!;
    const box = bounds(seen, 8, 8)!;
    expect([box.top, box.height]).toEqual([0, 8]);
    expect(box.width).toBeLessThanOrEqual(2);
    expect(box.left).toBe(3);
  });

  it('is written anew for another pen by the same writer', () => {
    const writer = new Writer();
    const strokes = [line(0.2, 0.2, 0.8, 0.8)];
    const thin = writer.write(strokes, 28, { ...MNIST, pen: 0.07 })!;
    const thick = writer.write(strokes, 28, MNIST)!;
    const ink = (image: Uint8Array) => image.reduce((sum, value) => sum + value, 0);
    expect(ink(thin)).toBeLessThan(0.75 * ink(thick));
    expect(thick).toEqual(new Writer().write(strokes, 28));
  });
});

describe('an eraser', () => {
  it('takes ink away where it goes, and what is drawn later is there', () => {
    const bar = line(0.1, 0.5, 0.9, 0.5);
    const across = line(0.5, 0.4, 0.5, 0.6, { erases: true, width: 0.2 });
    const whole = new Writer().write([bar], 28)!;
    const cut = new Writer().write([bar, across], 28)!;
    const row = (image: Uint8Array) => Array.from(image.subarray(14 * 28, 15 * 28));
    expect(row(whole)[14]).toBeGreaterThan(240);
    expect(row(cut)[14]).toBe(0);
    expect(row(cut)[5]).toBeGreaterThan(100);
    const again = new Writer().write([bar, across, bar], 28)!;
    expect(row(again)[14]).toBeGreaterThan(240);
  });

  it('that took everything leaves nothing', () => {
    const bar = line(0.4, 0.5, 0.6, 0.5);
    expect(new Writer().write([bar, { ...bar, erases: true, width: 0.3 }], 28)).toBeNull();
  });
});

describe('colours', () => {
  it('are ink where there is ink, ground elsewhere, and a mixture at edges', () => {
    const sheet = Uint8Array.from([0, 255, 51, 0]);
    const seen = inColours(sheet, [3, 2, 2], { ink: '#ff8000', ground: '#0000ff' });
    expect(Array.from(seen)).toEqual([0, 255, 51, 0, 0, 128, 26, 0, 255, 0, 204, 255]);
    expect(bytesOf('#2f6fb5')).toEqual([47, 111, 181]);
  });

  it('do not matter to a grey net; a sheet lies in the middle of what is wider', () => {
    const sheet = Uint8Array.from([1, 2, 3, 4]);
    expect(inColours(sheet, [1, 2, 2], COLOURS)).toBe(sheet);
    expect(Array.from(inColours(sheet, [1, 2, 4], COLOURS))).toEqual([0, 1, 2, 0, 0, 3, 4, 0]);
    expect(Array.from(inColours(sheet, [2, 2, 2], COLOURS))).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  });
});

it('a digit of the class is made into what another net takes', () => {
  const digit = new Writer().write([line(0.5, 0.2, 0.5, 0.8)], 28)!;
  expect(rewritten(digit, [1, 28, 28])).toBe(digit);
  expect(bounds(rewritten(digit, [1, 8, 8], SMALL), 8, 8)!.height).toBe(8);
  expect(rewritten(digit, [3, 32, 32])).toHaveLength(3 * 32 * 32);
});

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

it('a digit of the class is written for a net as the server writes it, byte by byte', () => {
  expect(golden.map(({ written }) => written.length)).toEqual([6, 6, 6, 6, 6]);
  for (const { drawing, written } of golden)
    for (const { shape, writing, image } of written)
      expect(rewritten(bytes(drawing), shape, writing as Writing), shape.join()).toEqual(bytes(image));
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { tables, ZERO } from './colours';
import { BYTES, colourise, drawBytes, drawPicture, drawSheet, fromBytes } from './pictures';
import { colourOf, layerScale, scaleOf, valueAt, type Pictures } from './scale';

const light = tables('light');

/** A canvas context that only keeps what it is given. */
function fakeContext() {
  const put = vi.fn();
  const create = vi.fn((width: number, height: number) => ({
    width,
    height,
    data: new Uint8ClampedArray(width * height * 4),
  }));
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({
    createImageData: create,
    putImageData: put,
  } as never);
  return { put, create };
}

afterEach(() => vi.restoreAllMocks());

describe('colourise', () => {
  it('gives every grey level of a plain picture its own colour of the table', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const out = new Uint32Array(256);
    colourise(fromBytes(all, 16, 16), 0, BYTES, light, out);
    expect(out).toEqual(light.sequential);
  });

  it('paints two pictures on one scale so that equal numbers look equal', () => {
    const two: Pictures = { shape: [2, 1, 2], low: [0, 0], high: [1, 2], data: new Uint8Array([0, 255, 0, 255]) };
    const out = new Uint32Array(4);
    colourise(two, 0, layerScale(two), light, out, 0);
    colourise(two, 1, layerScale(two), light, out, 2);
    // 1 of 2 is index 127.5, rounded to 128; 2 of 2 is full ink.
    expect([...out]).toEqual([light.sequential[0], light.sequential[128], light.sequential[0], light.sequential[255]]);
  });

  it('paints signed numbers around bare paper', () => {
    const signed: Pictures = { shape: [1, 1, 3], low: [-1], high: [3], data: new Uint8Array([0, 64, 255]) };
    const out = new Uint32Array(3);
    colourise(signed, 0, layerScale(signed), light, out);
    // −1 of ±3: 255 − 85 = 170. Byte 64: −1 + 64/255·4 = 0.0039, a third of a step above zero: zero.
    expect([...out]).toEqual([light.diverging[170], light.diverging[ZERO], light.diverging[510]]);
  });

  it('equals the colour of each number by itself, for many ranges', () => {
    let seed = 1;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let trial = 0; trial < 200; trial++) {
      const low = random() < 0.5 ? 0 : -random() * 10 ** (random() * 6 - 3);
      const high = low + random() * 10 ** (random() * 6 - 3);
      const data = Uint8Array.from({ length: 24 }, () => Math.floor(random() * 256));
      const one: Pictures = { shape: [2, 3, 4], low: [0, low], high: [0, high], data };
      const scale = scaleOf(low, high);
      const out = new Uint32Array(12);
      colourise(one, 1, scale, light, out);
      const table = scale.signed ? light.diverging : light.sequential;
      for (let i = 0; i < 12; i++) {
        const expected = table.indexOf(colourOf(scale, valueAt(one, 1, Math.floor(i / 4), i % 4), light));
        expect(Math.abs(table.indexOf(out[i]!) - expected)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('keeps to the table for numbers beyond the scale, flat pictures and NaN', () => {
    const odd: Pictures = {
      shape: [3, 1, 2],
      low: [-9, 5, NaN],
      high: [9, 5, NaN],
      data: new Uint8Array([0, 255, 7, 9, 0, 255]),
    };
    const out = new Uint32Array(6);
    for (let i = 0; i < 3; i++) colourise(odd, i, scaleOf(0, 5), light, out, i * 2);
    const { sequential } = light;
    expect([...out]).toEqual([
      sequential[0],
      sequential[255],
      sequential[255],
      sequential[255],
      sequential[0],
      sequential[0],
    ]);
    colourise(odd, 0, scaleOf(0, 0), light, out);
    expect(out[1]).toBe(sequential[0]);
  });
});

describe('canvases', () => {
  it('keep their ImageData while their size stays', () => {
    const { put, create } = fakeContext();
    const canvas = document.createElement('canvas');
    for (let i = 0; i < 3; i++) drawBytes(canvas, new Uint8Array(784).fill(i), 28, 28, light);
    expect(create).toHaveBeenCalledTimes(1);
    expect(put).toHaveBeenCalledTimes(3);
    expect([canvas.width, canvas.height]).toEqual([28, 28]);
    drawPicture(canvas, fromBytes(new Uint8Array(64), 8, 8), 0, BYTES, light);
    expect(create).toHaveBeenCalledTimes(2);
    expect([canvas.width, canvas.height]).toEqual([8, 8]);
  });

  it('hold a sheet with clear gaps', () => {
    const { put } = fakeContext();
    const canvas = document.createElement('canvas');
    drawSheet(canvas, fromBytes(new Uint8Array([255, 255, 255]), 1, 1), BYTES, light, { columns: 2, gap: 1 });
    expect([canvas.width, canvas.height]).toEqual([3, 3]);
    const pixels = new Uint32Array((put.mock.calls[0]![0] as ImageData).data.buffer);
    const ink = light.sequential[255];
    expect([...pixels]).toEqual([ink, 0, ink, 0, 0, 0, ink, 0, 0]);
  });

  it('do nothing where there is no context', () => {
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    expect(() => drawBytes(document.createElement('canvas'), new Uint8Array(4), 2, 2, light)).not.toThrow();
  });
});

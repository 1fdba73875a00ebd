import { beforeEach, describe, expect, it, vi } from 'vitest';
import { tables, unpack } from '../paint/colours';
import { layerScale, type Pictures } from '../paint/scale';
import { clear, paintKernels, paintList, paintMap } from './painter';

const put = vi.fn();

function canvas(): HTMLCanvasElement {
  const made = document.createElement('canvas');
  const context = {
    createImageData: (width: number, height: number) => ({
      width,
      height,
      data: new Uint8ClampedArray(width * height * 4),
    }),
    putImageData: (image: ImageData) => put(image.width, image.height, [...new Uint32Array(image.data.buffer)]),
    clearRect: vi.fn(),
  };
  made.getContext = (() => context) as unknown as HTMLCanvasElement['getContext'];
  return made;
}

const pictures = (low: number[], high: number[], data: number[], height = 2, width = 2): Pictures => ({
  shape: [low.length, height, width],
  low,
  high,
  data: Uint8Array.from(data),
});

const light = tables('light');

describe('painting', () => {
  beforeEach(() => put.mockClear());

  it('puts the right colours on a map at its own size', () => {
    const images = pictures([0, 0], [2, 4], [0, 255, 0, 255, 255, 0, 0, 0]);
    const on = canvas();
    paintMap(on, images, 0, layerScale(images), light);
    expect([on.width, on.height]).toEqual([2, 2]);
    const [, , pixels] = put.mock.calls[0] as [number, number, number[]];
    // The layer's strongest is 4, so 2 is half the ink.
    expect(pixels).toEqual([light.sequential[0], light.sequential[128], light.sequential[0], light.sequential[128]]);
    expect(unpack(light.sequential[0] as number)).toEqual([0xff, 0xfd, 0xf8]);
  });

  it('leaves alone what has not changed, and follows what has', () => {
    const images = pictures([-1], [1], [0, 255, 128, 0]);
    const on = canvas();
    const scale = layerScale(images);
    paintMap(on, images, 0, scale, light);
    paintMap(on, { ...images, data: images.data.slice() }, 0, scale, light);
    expect(put).toHaveBeenCalledTimes(1);
    paintMap(on, pictures([-1], [1], [0, 255, 128, 1]), 0, scale, light);
    expect(put).toHaveBeenCalledTimes(2);
    paintMap(on, pictures([-1], [1], [0, 255, 128, 1]), 0, { ...scale, high: 2 }, light);
    expect(put).toHaveBeenCalledTimes(3);
    paintMap(on, pictures([-1], [1], [0, 255, 128, 1]), 0, { ...scale, high: 2 }, tables('dark'));
    expect(put).toHaveBeenCalledTimes(4);
    paintMap(on, pictures([-0.5], [1], [0, 255, 128, 1]), 0, { ...scale, high: 2 }, tables('dark'));
    expect(put).toHaveBeenCalledTimes(5);
    clear(on);
    paintMap(on, pictures([-0.5], [1], [0, 255, 128, 1]), 0, { ...scale, high: 2 }, tables('dark'));
    expect(put).toHaveBeenCalledTimes(6);
  });

  it('does not paint a picture that is not there', () => {
    paintMap(canvas(), pictures([0], [1], [0, 0, 0, 0]), 1, { low: 0, high: 1, signed: false }, light);
    paintMap(null, pictures([0], [1], [0, 0, 0, 0]), 0, { low: 0, high: 1, signed: false }, light);
    expect(put).not.toHaveBeenCalled();
  });

  it('lays the kernels of a channel out side by side, a clear pixel apart', () => {
    const images = pictures([0, -1, -1], [0, 1, 1], [0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0]);
    const on = canvas();
    paintKernels(on, images, 1, 2, 2, layerScale(images), light);
    const [width, height, pixels] = put.mock.calls[0] as [number, number, number[]];
    const [strong, weak] = [light.diverging[510], light.diverging[0]];
    expect([width, height]).toEqual([5, 2]);
    expect(pixels).toEqual([strong, strong, 0, weak, weak, strong, strong, 0, weak, weak]);
  });

  it('writes a list row by row and leaves the end of the last row clear', () => {
    const images = pictures([-2], [2], [255, 0, 255], 1, 3);
    const on = canvas();
    paintList(on, images, 2, 3, layerScale(images), light);
    const [width, height, pixels] = put.mock.calls[0] as [number, number, number[]];
    expect([width, height]).toEqual([2, 2]);
    expect(pixels).toEqual([light.diverging[510], light.diverging[0], light.diverging[510], 0]);
  });
});

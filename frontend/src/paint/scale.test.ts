import { describe, expect, it } from 'vitest';
import { tables } from './colours';
import {
  colourOf,
  decimals,
  layerScale,
  legend,
  mapScale,
  say,
  sayRead,
  scaleOf,
  strength,
  valueAt,
  weightScale,
  type Pictures,
} from './scale';

const pictures = (low: number[], high: number[]): Pictures => ({
  shape: [low.length, 1, 2],
  low,
  high,
  data: new Uint8Array(low.length * 2).fill(255),
});

describe('a scale', () => {
  it('starts at 0, bare paper, for numbers that are never negative', () => {
    expect(scaleOf(0.3, 0.9)).toEqual({ low: 0, high: 0.9, signed: false });
    expect(layerScale(pictures([0, 0.5], [2, 8]))).toEqual({ low: 0, high: 8, signed: false });
  });

  it('is symmetric around 0 as soon as one number is negative', () => {
    expect(scaleOf(-3, 1)).toEqual({ low: -3, high: 3, signed: true });
    expect(layerScale(pictures([0, -1], [2, 8]))).toEqual({ low: -8, high: 8, signed: true });
    expect(scaleOf(-3, -1)).toEqual({ low: -3, high: 3, signed: true });
  });

  it('of one map keeps the sign of its layer', () => {
    const layer = pictures([0, -1], [2, 8]);
    expect(mapScale(layer, 0)).toEqual({ low: -2, high: 2, signed: true });
    expect(mapScale(layer, 1)).toEqual({ low: -8, high: 8, signed: true });
    expect(mapScale(pictures([0, 0], [2, 8]), 0)).toEqual({ low: 0, high: 2, signed: false });
  });

  it('leaves out what is not finite', () => {
    expect(layerScale(pictures([0, -Infinity, NaN], [2, Infinity, NaN]))).toEqual({ low: 0, high: 2, signed: false });
  });
});

describe('the scale of weights', () => {
  it('is signed whether any is negative or not', () => {
    expect(weightScale(pictures([0.1, 0.2], [0.3, 0.5]))).toEqual({ low: -0.5, high: 0.5, signed: true });
    expect(weightScale(pictures([-3, 0.2], [0.3, 0.5]))).toEqual({ low: -3, high: 3, signed: true });
    expect(weightScale(pictures([NaN, 0], [Infinity, 0]))).toEqual({ low: -0, high: 0, signed: true });
  });

  it('of one filter holds all of its kernels', () => {
    const two = pictures([0, -9, -1, 0], [2, 9, 1, 4]);
    expect(weightScale(two, 0, 2).high).toBe(9);
    expect(weightScale(two, 2, 2).high).toBe(4);
  });
});

describe('a number read off a picture', () => {
  const one = (low: number, high: number, byte: number): Pictures => ({
    shape: [1, 1, 1],
    low: [low],
    high: [high],
    data: Uint8Array.of(byte),
  });

  it('has the digits that 256 levels carry', () => {
    // −1.1676 on a picture from −4 to 4: its levels are .031 apart.
    expect(sayRead(one(-4, 4, 90), 0, valueAt(one(-4, 4, 90), 0, 0, 0))).toBe('≈ −1.2');
    expect(sayRead(one(0, 1, 0), 0, -0.0001)).toBe('≈ 0');
    expect(sayRead(one(-2e-5, 2e-5, 0), 0, -1.23e-5)).toBe('≈ −1.2e−5');
    expect(sayRead(one(0, 60_000, 0), 0, 31_234)).toBe('≈ 31000');
    expect(sayRead(one(0.1676, 0.1676, 0), 0, 0.1676)).toBe('0.168');
  });

  it('is never further from the true number than one in its last digit', () => {
    let state = 5;
    const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 1500; round++) {
      const size = 10 ** (14 * next() - 8);
      const low = (next() - 0.7) * size;
      const high = low + next() * size;
      const truth = low + next() * (high - low);
      const picture = one(low, high, Math.round((255 * (truth - low)) / (high - low)));
      const said = sayRead(picture, 0, valueAt(picture, 0, 0, 0));
      const number = Number(said.replace('≈ ', '').replaceAll('−', '-'));
      const unit = 10 ** -decimals(picture, 0);
      expect(unit).toBeGreaterThanOrEqual((high - low) / 255 - 1e-9 * size);
      expect(Math.abs(number - truth), `${said} for ${truth}`).toBeLessThanOrEqual(unit * (1 + 1e-6));
      // And no digit is said that is not carried.
      const places = Math.round(number / unit);
      expect(Math.abs(number / unit - places)).toBeLessThan(1e-5);
    }
  });
});

describe('strength', () => {
  it('is a share of the strongest', () => {
    expect(strength(scaleOf(0, 4), 1)).toBe(0.25);
    expect(strength(scaleOf(-4, 2), -1)).toBe(-0.25);
    expect(strength(scaleOf(-4, 2), 99)).toBe(1);
    expect(strength(scaleOf(0, 0), 0)).toBe(0);
    expect(strength(scaleOf(0, 1), NaN)).toBe(0);
  });

  it('of 0 is bare paper on every scale', () => {
    const t = tables('light');
    expect(colourOf(scaleOf(0, 5), 0, t)).toBe(t.sequential[0]);
    expect(colourOf(scaleOf(-5, 1), 0, t)).toBe(t.sequential[0]);
    expect(colourOf(scaleOf(-5, 1), -5, t)).toBe(t.diverging[0]);
    expect(colourOf(scaleOf(-5, 1), 5, t)).toBe(t.diverging[510]);
  });
});

describe('numbers', () => {
  it('come back from their bytes', () => {
    const one: Pictures = {
      shape: [2, 2, 2],
      low: [0, -1],
      high: [1, 1],
      data: new Uint8Array([0, 0, 0, 0, 0, 51, 255, 0]),
    };
    expect(valueAt(one, 1, 0, 1)).toBeCloseTo(-0.6, 12);
    expect(valueAt(one, 1, 1, 0)).toBe(1);
  });

  it.each([
    [0, '0'],
    [0.0374, '0.037'],
    [-2.14, '−2.1'],
    [140.2, '140'],
    [99.6, '100'],
    [123456, '1.2e+5'],
    [0.00001234, '1.2e−5'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ])('%d is said as %s', (value, text) => {
    expect(say(value)).toBe(text);
  });

  it('are named in the legend', () => {
    expect(legend(scaleOf(-2.1, 1))).toBe('−2.1 to 2.1');
    expect(legend(scaleOf(0, 3.24))).toBe('0 to 3.2');
  });
});

import { describe, expect, it } from 'vitest';
import { contrast, css, hex, luminance, mix, pack, tables, textOn, unpack, ZERO, type Theme } from './colours';

const themes: Theme[] = ['light', 'dark'];

describe('packed colours', () => {
  it('lie in memory as red, green, blue, alpha', () => {
    const bytes = new Uint8Array(new Uint32Array([pack([1, 2, 3])]).buffer);
    expect([...bytes]).toEqual([1, 2, 3, 255]);
  });

  it('come back out', () => {
    expect(unpack(pack([212, 81, 27]))).toEqual([212, 81, 27]);
    expect(hex('#D4511B')).toEqual([212, 81, 27]);
    expect(css(pack([212, 81, 27]))).toBe('rgb(212 81 27)');
    expect(mix([0, 10, 255], [10, 0, 0], 0.5)).toEqual([5, 5, 128]);
  });
});

describe('tables', () => {
  it('go from paper to ink', () => {
    expect(unpack(tables('light').sequential[0]!)).toEqual(hex('#FFFDF8'));
    expect(unpack(tables('light').sequential[255]!)).toEqual(hex('#141B2E'));
    expect(unpack(tables('dark').sequential[0]!)).toEqual(hex('#141D20'));
    expect(unpack(tables('dark').sequential[255]!)).toEqual(hex('#F7F3E8'));
  });

  it('have bare paper at a signed zero, blue below, vermilion above', () => {
    for (const theme of themes) {
      const { diverging, sequential } = tables(theme);
      expect(diverging).toHaveLength(511);
      expect(diverging[ZERO]).toBe(sequential[0]);
    }
    expect(unpack(tables('light').diverging[0]!)).toEqual(hex('#2B6CB0'));
    expect(unpack(tables('light').diverging[510]!)).toEqual(hex('#D4511B'));
    expect(unpack(tables('dark').diverging[0]!)).toEqual(hex('#74B4FF'));
    expect(unpack(tables('dark').diverging[510]!)).toEqual(hex('#FF9C68'));
  });

  it('never turn back in lightness, so that more always looks like more', () => {
    for (const theme of themes) {
      for (const palette of ['ink', 'cividis'] as const) {
        const light = [...tables(theme, palette).sequential].map((packed) => luminance(unpack(packed)));
        const way = Math.sign(light[255]! - light[0]!);
        for (let i = 1; i < 256; i++) expect((light[i]! - light[i - 1]!) * way).toBeGreaterThan(-0.003);
      }
    }
  });

  it('have the published cividis and a white middle as the fall-back, in either theme', () => {
    const { sequential, diverging } = tables('dark', 'cividis');
    expect(unpack(sequential[0]!)).toEqual([0, 34, 78]);
    expect(unpack(sequential[255]!)).toEqual([254, 232, 56]);
    expect(unpack(diverging[ZERO]!)).toEqual([255, 255, 255]);
    expect(tables('light', 'cividis')).toBe(tables('dark', 'cividis'));
  });
});

describe('text on a cell', () => {
  it('knows black on white as 21 : 1', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 6);
  });

  it('reads at 4.5 : 1 on every colour of every table', () => {
    for (const theme of themes) {
      for (const palette of ['ink', 'cividis'] as const) {
        const { sequential, diverging } = tables(theme, palette);
        for (const packed of [...sequential, ...diverging]) {
          const [r, g, b] = textOn(packed).match(/\d+/g)!.map(Number);
          expect(contrast([r!, g!, b!], unpack(packed))).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });
});

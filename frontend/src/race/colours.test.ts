import { describe, expect, it } from 'vitest';
import { contrast, hex, luminance, type Rgb } from '../paint/colours';
import { ramp } from './colours';
import { MOST } from './setup';

const CARD = { light: hex('#fffdf8'), dark: hex('#172125') };
const SOFT = { light: hex('#efe9da'), dark: hex('#1f2b30') };
const parse = (colour: string): Rgb => (colour.match(/\d+/g) ?? []).map(Number) as unknown as Rgb;

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it.each(Array.from({ length: MOST }, (_, i) => i + 1))(
    '%i colours read as text, further from the paper each',
    (nets) => {
      const colours = ramp(nets, theme).map(parse);
      expect(new Set(colours.map(String)).size).toBe(nets);
      let before = 0;
      for (const colour of colours) {
        expect(contrast(colour, CARD[theme])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(colour, SOFT[theme])).toBeGreaterThanOrEqual(3);
        expect(contrast(colour, CARD[theme])).toBeGreaterThan(before);
        before = contrast(colour, CARD[theme]);
        expect(luminance(colour)).toBeLessThanOrEqual(1);
      }
    },
  );
});

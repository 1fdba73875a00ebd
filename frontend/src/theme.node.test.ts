// @vitest-environment node
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./theme.css', import.meta.url), 'utf8');

function tokens(theme: 'light' | 'dark'): Record<string, string> {
  const block = css.split(`:root[data-theme='${theme}'] {`)[1]?.split('}')[0] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  const t = tokens(theme);
  const pairs = ['ink', 'ink-2', 'accent', 'positive-text', 'negative-text', 'good-text'].flatMap((text) =>
    ['bg', 'card', 'soft'].map((surface) => [text, surface] as const),
  );

  it('measures the ratio that WCAG gives for black on white', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });

  it.each(pairs)('text in %s on %s reads at AA', (text, surface) => {
    expect(contrast(t[text]!, t[surface]!)).toBeGreaterThanOrEqual(4.5);
  });

  it('words on the accent read at AA', () => {
    expect(contrast(t['on-accent']!, t.accent!)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['positive', 'negative', 'good', 'edge', 'accent'])(
    '%s stands out from the surfaces as a shape does',
    (mark) => {
      expect(contrast(t[mark]!, t.card!)).toBeGreaterThanOrEqual(3);
      expect(contrast(t[mark]!, t.bg!)).toBeGreaterThanOrEqual(3);
    },
  );
});

it('both themes name the same tokens', () => {
  expect(Object.keys(tokens('dark')).sort()).toEqual(Object.keys(tokens('light')).sort());
});

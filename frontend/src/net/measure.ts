/** Widths of texts, so that columns are as narrow as their titles allow. */

const FALLBACK = 0.58;

/** Measures text in the page's own fonts; kept per font. Where there is no canvas: by the number of characters. */
export function textMeasure(): (text: string, size: number, weight: number, family: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  const known = new Map<string, number>();
  return (text, size, weight, family) => {
    if (!context || typeof context.measureText !== 'function') return text.length * size * FALLBACK;
    const font = `${weight} ${size}px ${family}`;
    const key = `${font}|${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = font;
      width = context.measureText(text)?.width ?? text.length * size * FALLBACK;
      known.set(key, width);
    }
    return width;
  };
}

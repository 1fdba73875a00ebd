import { describe, expect, it } from 'vitest';
import { bounds } from './centre';
import type { Point, Stroke } from './drawing';
import { meant, Writer } from './written';

/** A stroke through these places, in steps of at most a hundredth of the pad. */
function stroke(...places: [number, number][]): Stroke {
  const points = places.flatMap(([x, y], i): Point[] => {
    const [fromX, fromY] = places[i - 1] ?? [x, y];
    const steps = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) / 0.01));
    return Array.from({ length: steps }, (_, k): Point => [
      fromX + ((x - fromX) * (k + 1)) / steps,
      fromY + ((y - fromY) * (k + 1)) / steps,
      0.5,
    ]);
  });
  return { points, width: 0.085, pressure: false };
}

/** Strokes at another size, in another place, with another brush. */
function changed(strokes: Stroke[], size: number, right: number, down: number, width = 0.085): Stroke[] {
  return strokes.map(({ points }) => ({
    points: points.map(([x, y, pressure]): Point => [right + x * size, down + y * size, pressure]),
    width,
    pressure: false,
  }));
}

const write = (strokes: Stroke[]) => new Writer().write(strokes, 28);
const dot = (x: number, y: number): Stroke => ({ points: [[x, y, 0.5]], width: 0.16, pressure: false });

// A 5: neck and belly in one stroke, the bar in another.
const five = [
  stroke([0.3, 0.2], [0.28, 0.45], [0.5, 0.42], [0.66, 0.6], [0.5, 0.8], [0.28, 0.74]),
  stroke([0.3, 0.2], [0.62, 0.18]),
];

describe('what the net is given', () => {
  it('is the same at every size, in every place, with every brush', () => {
    const usual = write(five)!;
    for (const [size, right, down, width] of [
      [0.2, 0, 0, 0.085],
      [0.12, 0.7, 0.1, 0.16],
      [1.3, -0.1, -0.1, 0.03],
    ] as const) {
      const other = write(changed(five, size, right, down, width))!;
      expect(Math.max(...usual.map((value, i) => Math.abs(value - (other[i] as number)))), `${size}`).toBeLessThan(4);
    }
  });

  it('has a stroke as wide as MNIST’s are, of an ink box of 20 pixels', () => {
    const image = write([stroke([0.2, 0.1], [0.2, 0.9], [0.7, 0.9])])!;
    const box = bounds(image, 28, 28)!;
    expect(box.height).toBe(20);
    const row = (box.top + 8) * 28;
    const across = image.slice(row, row + 28).reduce((sum, value) => sum + value / 255, 0);
    // MNIST's own, by the area of ink over the length of its skeleton, are 2 to 3 pixels wide.
    expect(across).toBeGreaterThan(2.1);
    expect(across).toBeLessThan(2.5);
  });

  it('has ink where it is within half a pen of the way, and nowhere else', () => {
    const way = [[0.2, 0.2], [0.9, 0.3], [0.4, 0.9]] as const; // prettier-ignore
    const image = write([stroke(...way.map(([x, y]): [number, number] => [x, y]))])!;
    // By hand: 0.7 of the pad high makes 20 pixels less a pen of 2.3.
    const scale = 17.7 / 0.7;
    const box = bounds(image, 28, 28)!;
    const near = (x: number, y: number) =>
      Math.min(
        ...[0, 1].map((i) => {
          const [[ax, ay], [bx, by]] = [way[i]!, way[i + 1]!];
          return Math.min(
            ...Array.from({ length: 500 }, (_, k) => {
              const [px, py] = [ax + ((bx - ax) * k) / 499, ay + ((by - ay) * k) / 499];
              const [left, top] = [(px - 0.2) * scale + 1.15, (py - 0.2) * scale + 1.15];
              return Math.hypot(x - left, y - top);
            }),
          );
        }),
      );
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < box.width; x++) {
        const value = image[(box.top + y) * 28 + box.left + x] as number;
        const distance = near(x + 0.5, y + 0.5);
        if (distance < 1.15 - 0.9) expect(value).toBeGreaterThan(245);
        if (distance > 1.15 + 0.9) expect(value).toBe(0);
      }
    }
  });

  it('does not depend on how often one looked while it was drawn', () => {
    const looking = new Writer();
    const drawn: Stroke[] = [];
    for (const { points, width, pressure } of five) {
      const growing: Stroke = { points: [], width, pressure };
      drawn.push(growing);
      for (const point of points) {
        growing.points.push(point);
        looking.write(drawn, 28);
      }
    }
    expect(looking.write(drawn, 28)).toEqual(write(five));
    expect(looking.write(five.slice(0, 1), 28), 'the bar taken back').toEqual(write(five.slice(0, 1)));
    expect(looking.write(five, 28)).toEqual(write(five));
    expect(looking.write([], 28)).toBeNull();
  });

  it('fits an input of another size', () => {
    const image = new Writer().write(five, 14)!;
    expect(image).toHaveLength(14 * 14);
    expect(bounds(image, 14, 14)!.height).toBe(10);
  });
});

describe('dots', () => {
  it('alone are nothing, however many and however wide the brush', () => {
    expect(write([dot(0.5, 0.5)])).toBeNull();
    expect(write([dot(0.2, 0.2), dot(0.8, 0.8)])).toBeNull();
    expect(write([stroke([0.5, 0.5], [0.515, 0.51])]), 'the hand shook').toBeNull();
  });

  it('do not count beside a stroke, before it or after it, near or far', () => {
    for (const size of [1, 0.5, 0.15]) {
      const digit = changed(five, size, 0.3, 0.1);
      expect(write([...digit, dot(0.95, 0.95)]), `${size}`).toEqual(write(digit));
      expect(write([dot(0.02, 0.9), ...digit]), `${size}`).toEqual(write(digit));
    }
    expect(write([...five, stroke([0.9, 0.9], [0.91, 0.93])])).toEqual(write(five));
  });

  it('are no short strokes: a 5’s bar, a 4’s stem, a 7’s bar stay', () => {
    const long = stroke([0.5, 0.1], [0.5, 0.9]);
    for (const length of [0.12, 0.16, 0.3]) {
      const bar = stroke([0.5, 0.5], [0.5 + length, 0.5]);
      expect(meant([long, bar])).toEqual([long, bar]);
    }
    expect(meant(changed([long, stroke([0.5, 0.5], [0.62, 0.5])], 0.12, 0, 0)), 'in a small digit too').toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import { bounds, centre, toInput } from './centre';
import golden from './centre.golden.json';

/** A page with a filled rectangle on it. */
function rectangle(side: number, left: number, top: number, width: number, height: number, ink = 255): Uint8Array {
  const page = new Uint8Array(side * side);
  for (let y = top; y < top + height; y++) page.fill(ink, y * side + left, y * side + left + width);
  return page;
}

function mass(image: Uint8Array): { total: number; x: number; y: number } {
  let total = 0;
  let x = 0;
  let y = 0;
  image.forEach((value, i) => {
    total += value;
    x += value * (i % 28);
    y += value * Math.floor(i / 28);
  });
  return { total, x: x / total, y: y / total };
}

describe('centre', () => {
  it('has nothing to say of an empty page', () => {
    expect(centre(new Uint8Array(100), 10, 10)).toBeNull();
    expect(centre(new Uint8Array(0), 0, 0)).toBeNull();
  });

  it('scales the longer side to 20 and keeps the aspect', () => {
    // 50 × 100 of ink becomes 10 × 20. Its centre of mass, 4.5 and 9.5 from its corner, comes to 14: 14 − 4.5 = 9.5 → 10, and 14 − 9.5 → 5.
    const image = centre(rectangle(200, 20, 30, 50, 100), 200, 200)!;
    expect(bounds(image, 28, 28)).toEqual({ left: 10, top: 5, width: 10, height: 20 });
    expect(mass(image).total).toBe(200 * 255);
  });

  it('averages areas', () => {
    // 30 wide, 40 high: 15 × 20, each pixel the mean of 2 × 2. A grid of single dots becomes a quarter grey.
    const page = new Uint8Array(100 * 100);
    for (let y = 0; y < 40; y += 2) for (let x = 0; x < 30; x += 2) page[(10 + y) * 100 + 10 + x] = 200;
    page[49 * 100 + 39] = 200;
    const image = centre(page, 100, 100)!;
    const inside = [...image].filter((value) => value > 0);
    expect(inside).toHaveLength(300);
    expect(inside.filter((value) => value === 50)).toHaveLength(299);
    expect(inside.filter((value) => value === 100)).toHaveLength(1);
  });

  it('shares a pixel between two cells by area', () => {
    // 3 pixels of ink over 2 cells (box 2): the middle one belongs half to each.
    const image = centre(new Uint8Array([90, 30, 240]), 3, 1, { size: 4, box: 2 })!;
    // (90 + 15) / 1.5 = 70; (15 + 240) / 1.5 = 170; one row high. Centre of mass 170/240 = 0.71 → left = floor(2 − 0.71 + 0.5) = 1.
    expect([...image.slice(8, 12)]).toEqual([0, 70, 170, 0]);
  });

  it('does not depend on where on the page the ink is', () => {
    const a = centre(rectangle(280, 10, 10, 90, 130), 280, 280)!;
    const b = centre(rectangle(280, 180, 140, 90, 130), 280, 280)!;
    expect(b).toEqual(a);
  });

  it('puts the centre of mass within half a pixel of the middle, for anything', () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let trial = 0; trial < 60; trial++) {
      const side = 40 + Math.floor(random() * 160);
      const page = new Uint8Array(side * side);
      for (let blot = 0; blot < 6; blot++) {
        const w = 2 + Math.floor(random() * side * 0.3);
        const h = 2 + Math.floor(random() * side * 0.3);
        const left = Math.floor(random() * (side - w));
        const top = Math.floor(random() * (side - h));
        for (let y = top; y < top + h; y++) page.fill(120 + blot * 20, y * side + left, y * side + left + w);
      }
      const image = centre(page, side, side)!;
      const box = bounds(image, 28, 28)!;
      expect(Math.max(box.width, box.height)).toBe(20);
      const { x, y } = mass(image);
      // At an edge of the image the ink stops rather than being cut off.
      if (box.left > 0 && box.left + box.width < 28) expect(Math.abs(x - 14)).toBeLessThan(0.52);
      if (box.top > 0 && box.top + box.height < 28) expect(Math.abs(y - 14)).toBeLessThan(0.52);
    }
  });

  it('never pushes ink off the image', () => {
    // A long thin tail: its mass is all at one end.
    const page = rectangle(100, 0, 48, 100, 1);
    for (let y = 40; y < 60; y++) page.fill(255, y * 100 + 80, y * 100 + 100);
    const box = bounds(centre(page, 100, 100)!, 28, 28)!;
    expect(box.width).toBe(20);
    expect(box.left).toBe(0);
  });

  it('enlarges a small drawing, and a dot', () => {
    expect(bounds(centre(rectangle(100, 50, 50, 4, 4), 100, 100)!, 28, 28)).toMatchObject({ width: 20, height: 20 });
    expect(bounds(centre(rectangle(9, 3, 3, 1, 1, 9), 9, 9)!, 28, 28)).toMatchObject({ width: 20, height: 20 });
  });

  it('leaves a digit of MNIST, already centred, as it is', () => {
    const digit = new Uint8Array(784);
    for (let y = 4; y < 24; y++) for (let x = 9; x < 20; x++) digit[y * 28 + x] = (x * y) % 255 || 1;
    const again = centre(digit, 28, 28)!;
    expect([...again].filter(Boolean).length).toBe([...digit].filter(Boolean).length);
    expect(centre(again, 28, 28)).toEqual(again);
  });
});

it('repeats a drawing for every channel', () => {
  expect(toInput(new Uint8Array([1, 2]), 1)).toEqual(new Uint8Array([1, 2]));
  expect(toInput(new Uint8Array([1, 2]), 3)).toEqual(new Uint8Array([1, 2, 1, 2, 1, 2]));
});

/** The blots of centre.golden.json: discs placed by a generator that is the same in every language. */
function blots(seed: number, width: number, height: number): Uint8Array {
  let state = seed;
  const random = (below: number) => (state = (state * 16807) % 2147483647) % below;
  const page = new Uint8Array(width * height);
  const count = 1 + random(6);
  for (let i = 0; i < count; i++) {
    const [x0, y0, radius, ink] = [random(width), random(height), 1 + random(12), 1 + random(255)];
    for (let y = Math.max(0, y0 - radius); y <= Math.min(height - 1, y0 + radius); y++)
      for (let x = Math.max(0, x0 - radius); x <= Math.min(width - 1, x0 + radius); x++)
        if ((x - x0) ** 2 + (y - y0) ** 2 <= radius ** 2) page[y * width + x] = ink;
  }
  return page;
}

it.each(golden)('centres blots $seed on $width × $height as the server does', ({ seed, width, height, image }) => {
  const bytes = Uint8Array.from(image.match(/../g)!, (pair) => parseInt(pair, 16));
  const own = centre(blots(seed, width, height), width, height)!;
  // One grey level: a sum that ends in exactly a half may be rounded either way in floating point.
  expect(Math.max(...[...own].map((value, i) => Math.abs(value - bytes[i]!)))).toBeLessThanOrEqual(1);
});

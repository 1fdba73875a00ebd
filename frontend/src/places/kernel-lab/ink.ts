/** Drawing on a picture of pixels: a soft pen. */
import type { Picture } from './picture';

/** A place: row, column. */
export type Place = readonly [number, number];

/** How dark the pen is beside its middle: at one pixel's distance straight, and diagonal. */
const STRAIGHT = 0.6;
const DIAGONAL = 0.25;

/** The picture with ink from one place to another. Ink over ink never gets lighter. */
export function inked(image: Picture, from: Place, to: Place): Picture {
  const data = image.data.slice();
  const size = image.height * image.width;
  const steps = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]), 1);
  for (let step = 0; step <= steps; step++) {
    const row = Math.round(from[0] + ((to[0] - from[0]) * step) / steps);
    const column = Math.round(from[1] + ((to[1] - from[1]) * step) / steps);
    for (let down = -1; down <= 1; down++) {
      for (let right = -1; right <= 1; right++) {
        const [y, x] = [row + down, column + right];
        if (y < 0 || x < 0 || y >= image.height || x >= image.width) continue;
        const ink = down === 0 && right === 0 ? 1 : down === 0 || right === 0 ? STRAIGHT : DIAGONAL;
        for (let i = y * image.width + x; i < data.length; i += size) data[i] = Math.max(data[i] as number, ink);
      }
    }
  }
  return { ...image, data };
}

/** Pictures of the lab on canvases, a canvas pixel a number. */
import { pack, ZERO, type Tables } from '../../paint/colours';
import { surface } from '../../paint/pictures';
import { scaleOf, signedScale, strength, type Scale } from '../../paint/scale';
import { extent, type Picture } from './picture';

/** The bit that makes a float negative. */
const SIGN = 1 << 31;

/** From black to white. */
const GREYS = Uint32Array.from({ length: 256 }, (_, i) => pack([i, i, i]));

/**
 * The scale that a picture's numbers are coloured by. `signed`: they have a sign, whether any is negative or not.
 *
 * The bits of floats above 0 are whole numbers in the same order, and so are those of floats below 0 without their sign: compared as
 * such they take a third of the time.
 */
export function scaleFor({ data }: Picture, signed = false): Scale {
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  const most = new Int32Array(2);
  let high = 0;
  let low = 0;
  for (let i = 0; i < bits.length; i++) {
    const above = bits[i] as number;
    const below = above ^ SIGN;
    if (above > high) high = above;
    if (below > low) low = below;
  }
  most.set([high, low]);
  const [largest = 0, smallest = 0] = new Float32Array(most.buffer);
  return signed ? signedScale(Math.max(smallest, largest)) : scaleOf(-smallest, largest);
}

/** The packed colour of a number. */
export function packed(scale: Scale, value: number, tables: Tables): number {
  const share = strength(scale, value);
  const found = scale.signed
    ? tables.diverging[ZERO + Math.round(share * ZERO)]
    : tables.sequential[Math.round(share * 255)];
  return found ?? 0;
}

/**
 * Paints a picture: three channels in their own colours, one in the theme's inks. `light`: a grey photograph, whose numbers are
 * light and not ink: 0 is black in every theme.
 */
export function paint(canvas: HTMLCanvasElement, image: Picture, tables: Tables, light = false): void {
  const on = surface(canvas, image.width, image.height);
  if (!on) return;
  if (image.channels === 3) colours(image, on.bitmap.data);
  else inks(image, tables, light, on.pixels);
  on.context.putImageData(on.bitmap, 0, 0);
}

/** Numbers from 0 to 1 are colours; where some are larger, all are brought down. */
function colours(image: Picture, out: Uint8ClampedArray): void {
  const { data } = image;
  const size = image.height * image.width;
  const bright = 255 / Math.max(1, extent(image)[1]);
  for (let i = 0, to = 0; i < size; i++, to += 4) {
    out[to] = bright * (data[i] as number);
    out[to + 1] = bright * (data[size + i] as number);
    out[to + 2] = bright * (data[2 * size + i] as number);
    out[to + 3] = 255;
  }
}

function inks(image: Picture, tables: Tables, light: boolean, out: Uint32Array): void {
  const { data } = image;
  const scale = scaleFor(image);
  const table = scale.signed ? tables.diverging : light ? GREYS : tables.sequential;
  // A number's place in the table is one line; + 0.5 and truncation round to the nearest. None is beyond the scale.
  const high = light ? Math.max(1, scale.high) : scale.high;
  const slope = high > 0 ? (scale.signed ? ZERO : 255) / high : 0;
  const zero = (scale.signed ? ZERO : 0) + 0.5;
  for (let i = 0; i < data.length; i++) out[i] = table[((data[i] as number) * slope + zero) | 0] as number;
}

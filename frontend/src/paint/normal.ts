/** How pixels are normalised before the net gets them. */
import { say } from './scale';

/** A pixel x, 0 to 1, is given to the net as (x − mean) / std: the mean and the spread of the data set's pixels. */
export interface Normal {
  readonly mean: number;
  readonly std: number;
  /** A pixel is one of three colours: of a picture in grey it is ink. */
  readonly coloured?: boolean;
}

/** What the net is given for a pixel. */
export function given(pixel: number, { mean, std }: Normal): number {
  return (pixel - mean) / std;
}

/** The pixel, 0 to 1, that the net was given this for; one that is whole in bytes, as all of a data set's are. */
export function pixelOf(value: number, { mean, std }: Normal): number {
  return Math.max(0, Math.round(255 * (value * std + mean))) / 255;
}

/** "(x − 0.1307) / 0.3081", or with a pixel in x's place. */
export function formula({ mean, std }: Normal, pixel?: number): string {
  return `(${pixel === undefined ? 'x' : say(pixel, 3)} − ${say(mean, 4)}) / ${say(std, 4)}`;
}

/** What becomes of the two ends: "bare paper is −0.42, full ink 2.8"; in colour, "none of a colour is −1.7, all of it 2.7". */
export function ends(normal: Normal): string {
  const [least, most] = [say(given(0, normal)), say(given(1, normal))];
  return normal.coloured
    ? `none of a colour is ${least}, all of it ${most}`
    : `bare paper is ${least}, full ink ${most}`;
}

/** Names of lines at their ends, on uPlot's canvas: what is written there needs no legend, and no eye for colours. */
import type uPlot from 'uplot';

interface Ending {
  readonly name: string;
  readonly colour: string;
  readonly ends?: boolean;
}

/** Of a letter, in heights of the text: enough for figures and most words. */
const LETTER = 0.62;
/** From one name to the next, in heights of the text. */
const APART = 1.1;

/** Room for the names at the right, in CSS pixels; 0: there are none. */
export function endsWidth(lines: readonly Ending[], text: number): number {
  const longest = Math.max(0, ...lines.map((line) => (line.ends ? line.name.length : 0)));
  return longest && text * (longest * LETTER + 0.9);
}

/**
 * Places as close to those wanted as they can be, `apart` at least, in the same order, none below `low`, and none above `high`
 * while there is room for all.
 */
export function spread(wanted: readonly number[], apart: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] as number) - (wanted[b] as number));
  const places = new Array<number>(wanted.length);
  let least = low;
  for (const i of order) {
    places[i] = Math.max(least, wanted[i] as number);
    least = (places[i] as number) + apart;
  }
  let most = Math.max(high, low + apart * (wanted.length - 1));
  for (const i of order.reverse()) {
    places[i] = Math.min(most, places[i] as number);
    most = (places[i] as number) - apart;
  }
  return places;
}

/**
 * Writes each line's name: beside the chart where the line goes on until its last step, else where it ends, with a cross.
 *
 * @param text Its height in CSS pixels.
 */
export function writeEnds(plot: uPlot, lines: readonly Ending[], text: number, colour: (name: string) => string): void {
  const { ctx, bbox, data } = plot;
  const last = data[0].length - 1;
  const size = text * devicePixelRatio;
  const [top, bottom] = [bbox.top + size / 2, bbox.top + bbox.height - size / 2];
  const ends = lines.flatMap((line, i) => {
    if (!line.ends) return [];
    const column = data[i + 1] ?? [];
    let at = last;
    while (at >= 0 && (column[at] ?? null) === null) at--;
    const value = column[at];
    if (at < 0 || value === null || value === undefined) return [];
    const over = at < last;
    const y = plot.valToPos(value, 'y', true);
    // One that ended beyond the chart is named where it left it.
    const beyond = (i: number) => typeof column[i] === 'number' && plot.valToPos(column[i], 'y', true) < bbox.top;
    while (over && at > 0 && beyond(at) && beyond(at - 1)) at--;
    const x = plot.valToPos(data[0][at] as number, 'x', true);
    return [{ line, x, y: Math.min(bottom, Math.max(top, y)), over }];
  });
  ctx.save();
  ctx.font = `600 ${size}px ${getComputedStyle(plot.root).fontFamily}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  const write = (at: typeof ends, place: (end: (typeof ends)[number]) => [words: string, x: number]) => {
    const wanted = at.map(({ y }) => y);
    const places = spread(wanted, size * APART, top, bottom);
    at.forEach((end, k) => {
      const [words, x] = place(end);
      ctx.fillStyle = colour(end.line.colour);
      ctx.fillText(words, x, places[k] as number);
    });
  };
  const edge = bbox.left + bbox.width;
  write(
    ends.filter(({ over }) => !over),
    ({ line }) => [line.name, edge + size * 0.4],
  );
  write(
    ends.filter(({ over }) => over),
    ({ line, x }) => [`× ${line.name}`, Math.min(x + size * 0.3, edge - ctx.measureText(`× ${line.name}`).width)],
  );
  ctx.restore();
}

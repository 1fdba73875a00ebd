/** Questions that the page itself can put together, from what the net really does. */
import type { Ask, Filters, QuantisedPictures, Maps, Report } from '../link/protocol.gen';

type Asked = Omit<Ask, 'kind'>;

/** Filters to choose from. */
export const CANDIDATES = 4;

/** "What will it say?" of what the net is given. `input`: one byte a pixel, channels first. Null: there is nothing to ask about. */
export function answerQuestion(
  names: readonly string[],
  input: Uint8Array | null,
  shape: readonly number[],
): Asked | null {
  const [channels, height = 0, width = 0] = shape;
  if (!input || names.length < 2 || names.length > 20) return null;
  const picture: QuantisedPictures | null =
    channels === 1 && input.length === height * width
      ? { shape: [1, height, width], low: [0], high: [1], data: input }
      : null;
  return { about: 'answer', text: 'What will it say?', options: [...names] as Asked['options'], picture };
}

/** One of these pictures alone. */
export function onePicture(pictures: QuantisedPictures, index: number): QuantisedPictures {
  const [, height, width] = pictures.shape;
  const size = height * width;
  return {
    shape: [1, height, width],
    low: [pictures.low[index] ?? 0],
    high: [pictures.high[index] ?? 0],
    data: pictures.data.slice(index * size, (index + 1) * size),
  };
}

function together(parts: readonly QuantisedPictures[]): QuantisedPictures {
  const [, height, width] = parts[0]?.shape ?? [0, 0, 0];
  const data = new Uint8Array(parts.length * height * width);
  parts.forEach((part, i) => data.set(part.data, i * height * width));
  return {
    shape: [parts.length, height, width],
    low: parts.flatMap((part) => part.low),
    high: parts.flatMap((part) => part.high),
    data,
  };
}

/**
 * "Which filter is this?": a feature map of a convolution, and some of its filters as they are, in an order by chance. Null where no
 * convolution that looks at one channel has maps that differ. `random`: from 0 to 1.
 */
export function filterQuestion(
  layer: string,
  maps: Maps | undefined,
  filters: Filters | undefined,
  random: () => number = Math.random,
): Asked | null {
  if (!maps || !filters || maps.layer !== layer || filters.layer !== layer || filters.inputs !== 1) return null;
  const count = Math.min(maps.pictures.shape[0], filters.pictures.shape[0]);
  const range = (i: number) => (maps.pictures.high[i] ?? 0) - (maps.pictures.low[i] ?? 0);
  const most = Math.max(0, ...Array.from({ length: count }, (_, i) => range(i)));
  // A map in which nothing is to be seen asks nothing.
  const lively = Array.from({ length: count }, (_, i) => i).filter((i) => most > 0 && range(i) > 0.2 * most);
  if (count < 2 || lively.length === 0) return null;
  const right = lively[Math.floor(random() * lively.length)] as number;
  const others = Array.from({ length: count }, (_, i) => i).filter((i) => i !== right);
  const chosen = [right, ...shuffled(others, random).slice(0, CANDIDATES - 1)];
  const order = shuffled(chosen, random);
  return {
    about: 'filter',
    text: 'Which filter is this?',
    options: order.map((_, i) => String.fromCharCode(65 + i)) as Asked['options'],
    picture: onePicture(maps.pictures, right),
    pictures: together(order.map((i) => onePicture(filters.pictures, i))),
    truth: order.indexOf(right),
  };
}

function shuffled(given: readonly number[], random: () => number): number[] {
  const list = [...given];
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j] as number, list[i] as number];
  }
  return list;
}

/** How many layers can be shown without the answer: those before the first from which on there are as many numbers as in it: `size`. */
export function withoutAnswer(report: Report | null, size: number): number {
  const layers = report?.layers ?? [];
  const outputs = layers.map((layer) => layer.output);
  const last = outputs.findLastIndex((output) => output?.length !== 1 || output[0] !== size);
  return last + 1;
}

/** Loss and measures of every training step in bounded memory: neighbours are merged once there are too many. */
import type { Curves } from '../link/protocol.gen';
import { floats } from '../link/floats';

/** What the charts draw: `step` holds the last step each number stands for. */
export interface Series {
  /** Each number is the mean of so many steps. */
  stride: number;
  step: number[];
  loss: number[];
  /** What else the task judges by, each by its name. */
  measures: Record<string, number[]>;
  /** The largest loss of the steps that a number stands for, */
  high: number[];
  /** its step, */
  at: number[];
  /** and the mean of the others; NaN where there are none. */
  rest: number[];
}

export const EMPTY: Series = { stride: 1, step: [], loss: [], measures: {}, high: [], at: [], rest: [] };

interface Bin {
  /** How many steps it stands for. */
  weight: number;
  /** The last of them. */
  last: number;
  high: number;
  at: number;
  /** The mean loss of all but the one at `at`; of a single step: its loss. One bad step is not smeared over its neighbours. */
  rest: number;
  /** In the order of their names. */
  measures: number[];
}

export class Thinning {
  #most: number;
  #stride = 1;
  #bins: Bin[] = [];
  #names: string[] = [];

  /** `most`: how many points are kept at the most, a few for each pixel of a chart; half of that at the least, once there were as many. */
  constructor(most = 1600) {
    this.#most = most;
  }

  /** The newest step it has. */
  get steps(): number {
    return this.#bins.at(-1)?.last ?? 0;
  }

  clear(): void {
    this.#stride = 1;
    this.#bins = [];
  }

  /**
   * Add numbers of steps that follow each other: the first is step `first`, each stands for `stride` steps. What it had of these
   * and of later steps is replaced: a training that was killed goes on from before.
   */
  add({
    first,
    stride,
    loss,
    measures,
    high,
    at,
  }: Pick<Curves, 'first' | 'stride' | 'loss' | 'measures' | 'high' | 'at'>): void {
    const [rests, highs] = [floats(loss), high && floats(high)];
    while (this.#stride < stride) this.#halve();
    this.#cut(first);
    if (this.#bins.length === 0) this.#names = Object.keys(measures);
    const others = this.#names.map((name) => measures[name]).map((each) => (each ? floats(each) : []));
    for (let i = 0; i < rests.length; i++) {
      const last = first + (i + 1) * stride - 1;
      const rest = rests[i] ?? NaN;
      this.#put({
        weight: stride,
        last,
        high: highs?.[i] ?? rest,
        at: at[i] ?? last,
        rest,
        measures: others.map((each) => each[i] ?? NaN),
      });
      if (this.#bins.length > this.#most) this.#halve();
    }
  }

  /** Everything, in new arrays. */
  series(): Series {
    const bins = this.#bins;
    return {
      stride: this.#stride,
      step: bins.map((bin) => bin.last),
      loss: bins.map(({ weight, high, rest }) => rest + (high - rest) / weight),
      measures: Object.fromEntries(
        this.#names.map((name, place) => [name, bins.map((bin) => bin.measures[place] ?? NaN)]),
      ),
      high: bins.map((bin) => bin.high),
      at: bins.map((bin) => bin.at),
      rest: bins.map((bin) => (bin.weight > 1 ? bin.rest : NaN)),
    };
  }

  /** Forget step `first` and what came after it. */
  #cut(first: number): void {
    for (let bin = this.#bins.at(-1); bin && bin.last >= first; bin = this.#bins.at(-1)) {
      this.#bins.pop();
      const weight = bin.weight - (bin.last - first + 1);
      const largest = bin.at < first ? {} : { high: bin.rest, at: first - 1 };
      if (weight > 0) this.#bins.push({ ...bin, weight, last: first - 1, ...largest });
    }
  }

  #place(bin: Bin): number {
    return Math.floor((bin.last - 1) / this.#stride);
  }

  #put(bin: Bin): void {
    const newest = this.#bins.at(-1);
    if (newest && this.#place(newest) === this.#place(bin)) this.#bins[this.#bins.length - 1] = merge(newest, bin);
    else this.#bins.push(bin);
  }

  #halve(): void {
    const bins = this.#bins;
    this.#stride *= 2;
    this.#bins = [];
    for (const bin of bins) this.#put(bin);
  }
}

function merge(a: Bin, b: Bin): Bin {
  const weight = a.weight + b.weight;
  const [low, top] = b.high > a.high ? [a, b] : [b, a];
  const rest = (a.rest * (a.weight - 1) + b.rest * (b.weight - 1) + low.high) / (weight - 1);
  const measures = a.measures.map((value, i) => (value * a.weight + (b.measures[i] ?? NaN) * b.weight) / weight);
  return { weight, last: b.last, high: top.high, at: top.at, rest, measures };
}

/** Loss and accuracy of every training step in bounded memory: neighbours are averaged once there are too many. */

/** What the charts draw: `step` holds the last step each number stands for. */
export interface Series {
  /** Each number is the mean of so many steps. */
  stride: number;
  step: number[];
  loss: number[];
  accuracy: number[];
}

export const EMPTY: Series = { stride: 1, step: [], loss: [], accuracy: [] };

interface Bin {
  /** How many steps it stands for. */
  weight: number;
  /** The last of them. */
  last: number;
  loss: number;
  accuracy: number;
}

export class Thinning {
  #most: number;
  #stride = 1;
  #bins: Bin[] = [];

  /** `most`: how many points are kept at the most, a few for each pixel of a chart; half of that at the least, once there were as many. */
  constructor(most = 1600) {
    this.#most = most;
  }

  clear(): void {
    this.#stride = 1;
    this.#bins = [];
  }

  /**
   * Add numbers of steps that follow each other: the first is step `first`, each stands for `stride` steps. What it had of these
   * and of later steps is replaced: a training that was killed goes on from before.
   */
  add(first: number, stride: number, loss: ArrayLike<number>, accuracy: ArrayLike<number>): void {
    while (this.#stride < stride) this.#halve();
    this.#cut(first);
    for (let i = 0; i < loss.length; i++) {
      const from = first + i * stride;
      this.#put({ weight: stride, last: from + stride - 1, loss: loss[i] ?? NaN, accuracy: accuracy[i] ?? NaN });
      if (this.#bins.length > this.#most) this.#halve();
    }
  }

  /** Everything, in new arrays. */
  series(): Series {
    const bins = this.#bins;
    return {
      stride: this.#stride,
      step: bins.map((bin) => bin.last),
      loss: bins.map((bin) => bin.loss),
      accuracy: bins.map((bin) => bin.accuracy),
    };
  }

  /** Forget step `first` and what came after it. */
  #cut(first: number): void {
    for (let bin = this.#bins.at(-1); bin && bin.last >= first; bin = this.#bins.at(-1)) {
      this.#bins.pop();
      const weight = bin.weight - (bin.last - first + 1);
      if (weight > 0) this.#bins.push({ ...bin, weight, last: first - 1 });
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
  const mean = (x: number, y: number) => (x * a.weight + y * b.weight) / weight;
  return { weight, last: b.last, loss: mean(a.loss, b.loss), accuracy: mean(a.accuracy, b.accuracy) };
}

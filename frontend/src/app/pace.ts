/**
 * How many pictures a second to ask for: as many as this browser paints in a small share of its time, so that the page always
 * answers at once, and a training on the same machine keeps its cores.
 */
const RATES = [30, 20, 15, 10, 7, 5, 4] as const;
/** The share of its time that a browser may spend on pictures of newer weights. */
const SHARE = 0.03;
/** Frames that the cost is the mean of, about, and until the rate may change again. */
const PATIENCE = 20;
/** Milliseconds: what the wait for a frame takes on a screen with 60 of them a second, and is no sign of work. */
const FRAME = 17;

export class Pace {
  #place = 3;
  #mean = 0;
  #seen = 0;
  #since = 0;

  /** Pictures a second. */
  get rate(): number {
    return RATES[this.#place] ?? RATES[0];
  }

  /**
   * A frame was painted. `wait`: milliseconds from asking for it to its beginning; `work`: from there to its end. A graphics process
   * that does not keep up shows in the wait alone. True: the rate is another now.
   */
  painted(wait: number, work: number): boolean {
    this.#seen = Math.min(this.#seen + 1, PATIENCE);
    this.#since += 1;
    // One long pause, such as a sleeping computer, says nothing of the others.
    const believed = this.#seen < PATIENCE ? 200 : 3 * this.#mean + 1;
    const cost = Math.min(believed, Math.max(work, wait - FRAME));
    this.#mean += (cost - this.#mean) / this.#seen;
    if (this.#since < PATIENCE) return false;
    const affordable = (1000 * SHARE) / Math.max(this.#mean, 0.1);
    const slower = affordable < this.rate && this.#place < RATES.length - 1;
    const quicker = this.#place > 0 && affordable > 1.25 * (RATES[this.#place - 1] as number);
    if (!slower && !quicker) return false;
    this.#place += slower ? 1 : -1;
    this.#since = 0;
    return true;
  }
}

/**
 * How many pictures a second to ask for: fewer where this browser can not paint them in time, so that neither the page nor the
 * training beside it is held up by pictures that nobody sees.
 */
const RATES = [15, 8, 4, 2] as const;

/** Milliseconds from asking for a frame to its painting, above which a rate is too high, and below which more may be tried. */
const SLOW = 45;
const QUICK = 22;
/** Frames until the rate may change again. */
const PATIENCE = 20;

export class Pace {
  #place = 0;
  #mean = 0;
  #seen = 0;

  /** Pictures a second. */
  get rate(): number {
    return RATES[this.#place] ?? RATES[0];
  }

  /** A frame was painted so many milliseconds after it was asked for. True: the rate is another now. */
  painted(after: number): boolean {
    this.#seen += 1;
    // One long pause, such as a sleeping computer, says nothing of the others.
    this.#mean += (Math.min(after, 200) - this.#mean) / Math.min(this.#seen, 10);
    if (this.#seen < PATIENCE) return false;
    const place = this.#mean > SLOW ? this.#place + 1 : this.#mean < QUICK ? this.#place - 1 : this.#place;
    if (place === this.#place || RATES[place] === undefined) return false;
    this.#place = place;
    this.#seen = 0;
    return true;
  }
}

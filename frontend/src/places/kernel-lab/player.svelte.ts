/** The window that slides over a picture: where it is, and whether it goes on by itself. */
import { untrack } from 'svelte';

/** Steps a second. */
export const SPEEDS = [1, 2, 5, 10, 30] as const;

export class Player {
  /** The output pixel it is at, counted row by row. */
  place = $state(0);
  playing = $state(false);
  speed = $state<number>(5);
  #count = 1;
  #frame = 0;
  #due = 0;

  /** How many places there are. */
  set count(count: number) {
    this.#count = Math.max(1, count);
    untrack(() => {
      if (this.place >= this.#count) this.place = this.#count - 1;
    });
  }

  go(place: number): void {
    this.place = Math.min(this.#count - 1, Math.max(0, place));
  }

  /** One step, and from the last place to the first. */
  step(): void {
    this.place = (this.place + 1) % this.#count;
  }

  play(): void {
    if (this.playing) return;
    this.playing = true;
    this.#due = performance.now() + 1000 / this.speed;
    this.#frame = requestAnimationFrame(this.#tick);
  }

  pause(): void {
    this.playing = false;
    cancelAnimationFrame(this.#frame);
  }

  #tick = (now: number): void => {
    if (!this.playing) return;
    if (now >= this.#due) {
      this.step();
      // A page that was hidden does not catch up.
      this.#due = Math.max(this.#due + 1000 / this.speed, now);
    }
    this.#frame = requestAnimationFrame(this.#tick);
  };
}

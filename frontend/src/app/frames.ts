/** When what came is shown: before the next frame, or at the pace that this browser can keep. */
import { Pace } from './pace';

/** Milliseconds between two changes of texts and curves. */
const READING = 500;

export class Frames {
  readonly #pace = new Pace();
  readonly #port1: MessagePort;
  readonly #port2: MessagePort;
  #onrate: (rate: number) => void;
  #painted = 0;
  #told = 0;

  /** `onrate`: told when the pace has become another, in pictures a second. */
  constructor(onrate: (rate: number) => void) {
    this.#onrate = onrate;
    const { port1, port2 } = new MessageChannel();
    this.#port1 = port1;
    this.#port2 = port2;
  }

  get rate(): number {
    return this.#pace.rate;
  }

  /** Before the next frame, if it is urgent, else at the pace of the pictures. */
  next(callback: (words: boolean) => boolean, urgent: boolean): void {
    const wait = document.hidden ? READING : urgent ? 0 : this.#painted + 1000 / this.rate - performance.now();
    if (wait > 4) return void setTimeout(() => (document.hidden ? callback(true) : this.next(callback, true)), wait);
    const asked = performance.now();
    requestAnimationFrame(() => {
      const painted = (this.#painted = performance.now());
      const reading = callback(painted - this.#told >= READING);
      if (reading) this.#told = painted;
      // Texts and curves come at a pace of their own.
      else
        this.#after(() => {
          if (this.#pace.painted(painted - asked, performance.now() - painted)) this.#onrate(this.rate);
        });
    });
  }

  /** Calls back when the frame under way is painted: a message waits until the browser is done with it. */
  #after(callback: () => void): void {
    this.#port1.onmessage = callback;
    this.#port2.postMessage(null);
  }
}

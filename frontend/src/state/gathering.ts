/**
 * While it trains, news come faster than they can be read, and each costs the browser a frame: the parts of the store keep them, and
 * take them over together at the pictures' pace.
 */

/** A part that keeps news until a frame. */
export interface Gatherer {
  /** It has texts or curves that wait. They can't be read any faster than every few frames, and cost a browser more than pictures. */
  readonly hasWords: boolean;
  takePictures?(): void;
  takeWords(): void;
}

/** Calls back before a frame is painted; see `Outside.nextFrame`. */
export type NextFrame = (callback: (words: boolean) => boolean, urgent: boolean) => void;

export class Gathering {
  readonly #nextFrame: NextFrame;
  readonly #parts: Gatherer[] = [];
  #due: 'soon' | 'now' | null = null;

  constructor(nextFrame: NextFrame) {
    this.#nextFrame = nextFrame;
  }

  add(part: Gatherer): void {
    this.#parts.push(part);
  }

  /** What came is shown soon: at the pace of the pictures, or, `urgent`, with the next frame. */
  await(urgent = false): void {
    if (this.#due === 'now' || (this.#due === 'soon' && !urgent)) return;
    this.#due = urgent ? 'now' : 'soon';
    this.#nextFrame((words) => this.take(words), urgent);
  }

  /** Takes over what came, texts and curves only if they may change, too; true: they have. */
  take(words: boolean): boolean {
    this.#due = null;
    for (const part of this.#parts) part.takePictures?.();
    if (!this.#parts.some((part) => part.hasWords)) return false;
    if (!words) {
      this.await();
      return false;
    }
    for (const part of this.#parts) part.takeWords();
    return true;
  }
}

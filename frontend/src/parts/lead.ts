/**
 * Which pointer draws or drags, where several press: the first. But a pen beats fingers: a palm that rests on the screen is taken for
 * a finger, mostly before the pen arrives, and often again between its strokes.
 */

/** Milliseconds after a pen was heard of in which fingers are taken for its hand. */
const HAND = 1000;

export class Lead {
  #id: number | null = null;
  #type = '';
  #pen = -Infinity;

  /** A pointer is pressed. 'first': it leads from now on; 'instead': so it does, and what the one before did is to be taken back; null: it does not. */
  press(event: PointerEvent): 'first' | 'instead' | null {
    this.#hear(event);
    if (event.button !== 0) return null;
    if (event.pointerType === 'touch' && event.timeStamp - this.#pen < HAND) return null;
    const beats = this.#id !== null && event.pointerType === 'pen' && this.#type === 'touch';
    if (this.#id !== null && !beats) return null;
    this.#id = event.pointerId;
    this.#type = event.pointerType;
    return beats ? 'instead' : 'first';
  }

  /** It is that of the pointer that leads. */
  is(event: PointerEvent): boolean {
    this.#hear(event);
    return event.pointerId === this.#id;
  }

  /** A pointer was lifted, or taken away: did it lead? Nobody does then. */
  end(event: PointerEvent): boolean {
    const led = this.is(event);
    if (led) this.#id = null;
    return led;
  }

  /** Nobody leads any more. */
  free(): void {
    this.#id = null;
  }

  get led(): boolean {
    return this.#id !== null;
  }

  /** Pens are heard of while they hover, too. */
  #hear(event: PointerEvent): void {
    if (event.pointerType === 'pen') this.#pen = event.timeStamp;
  }
}

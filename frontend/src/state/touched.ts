/** Undo and Redo belong to what was changed last: the net or the drawing; in the lab they are the lab's. */
import type { Place } from './places';

export type Part = 'net' | 'pad' | 'lab';

export interface Undoable {
  undo(): void;
  redo(): void;
}

export class Touched {
  #last: Part = 'net';

  /** Something was changed there, or taken back. */
  touch(part: 'net' | 'pad'): void {
    this.#last = part;
  }

  /** Whose Undo it is; null: nobody's, since what was changed last is not seen at this place. */
  at(place: Place): Part | null {
    if (place === 'lab') return 'lab';
    return this.#last === 'pad' && place !== 'net' ? null : this.#last;
  }
}

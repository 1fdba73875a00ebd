/** Undo and redo in the lab: whole states, kept as they are. */
import { TOGETHER } from '../../state/history';

/** So many steps back, at most. */
const MOST = 100;

export class Undo<State> {
  #before = $state.raw<readonly State[]>([]);
  #after = $state.raw<readonly State[]>([]);
  /** What could be done again until the last step was noted. */
  #forgotten: readonly State[] = [];
  #what = '';
  #when = 0;

  get canUndo(): boolean {
    return this.#before.length > 0;
  }

  get canRedo(): boolean {
    return this.#after.length > 0;
  }

  /**
   * Something is about to change `state`. Changes of the same kind shortly after each other are one step, and so are all that
   * follow each other where `always`. What was undone is forgotten.
   */
  note(state: State, what: string, always = false, now = Date.now()): void {
    const together = what === this.#what && (always || now - this.#when < TOGETHER);
    this.#what = what;
    this.#when = now;
    if (together) return;
    this.#before = [...this.#before, state].slice(-MOST);
    this.#forgotten = this.#after;
    this.#after = [];
  }

  /** The state before; null: there is none. */
  undo(now: State): State | null {
    const found = this.#before.at(-1) ?? null;
    if (found === null) return null;
    this.#before = this.#before.slice(0, -1);
    this.#after = [...this.#after, now];
    this.#what = '';
    return found;
  }

  /** The state after; null: there is none. */
  redo(now: State): State | null {
    const found = this.#after.at(-1) ?? null;
    if (found === null) return null;
    this.#after = this.#after.slice(0, -1);
    this.#before = [...this.#before, now];
    this.#what = '';
    return found;
  }

  /** The step `what` was none: gives the state before it, and all is as if it had not been noted; null: it is not the last. */
  abandon(what: string): State | null {
    const found = what === this.#what ? (this.#before.at(-1) ?? null) : null;
    if (found === null) return null;
    this.#before = this.#before.slice(0, -1);
    this.#after = this.#forgotten;
    this.#what = '';
    return found;
  }
}

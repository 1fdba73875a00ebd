/** What a net is given of a task that the page has no pad for: an example of the data set. */
import type { Example } from '../../link/protocol.gen';
import { Right } from '../right.svelte';
import type { Given, Needed } from '../task';

export class Shown implements Given {
  readonly own = false;
  readonly dots = false;
  readonly bytes = null;
  readonly caption = '';
  readonly normal = null;
  readonly out = false;
  readonly right: Right = new Right(
    () => this.example,
    () => null,
    () => this.show(),
  );
  readonly #store: Needed;

  constructor(store: Needed) {
    this.#store = store;
  }

  /** What stands in for something of one's own; null: it has not come. */
  get example(): Example | null {
    return this.#store.looking.prediction?.example ?? null;
  }

  /** The example that was asked for last; null: none was. */
  get sample() {
    return this.#store.looking.sample;
  }

  /** Asks for another. */
  another(): void {
    this.#store.looking.askSample('test', null);
  }

  show(): void {
    this.#store.looking.draw(null, this.right.said === null ? null : [this.right.said]);
  }

  /** It is shown where it is given. */
  take(): void {}
  undo(): void {}
  redo(): void {}
}

/** What is on the pad, and so what the net is given: a drawing, an image that was put there, or one that stands in for either. */
import type { DatasetInfo, Named } from '../../link/catalog.gen';
import type { SampleExample, WallDigit } from '../../link/protocol.gen';
import { equal } from '../../state/equal';
import { Right } from '../right.svelte';
import type { Given, Needed } from '../task';
import type { Picture } from './DrawPad.svelte';
import { captionOf, exampleOf, STAND_IN, UNTIL_DRAWN } from './example';
import { moved, NONE, type Shift } from './shift';
import { toldOf, UNTOLD } from './told';
import { rewritten } from './writing';

/** What the pad on the screen can do. */
interface Screen {
  /** The drawing as MNIST's digits are, not moved: 28 × 28 bytes; null: there is none. */
  plain(): Uint8Array | null;
  undo(): void;
  redo(): void;
}

export class OnPad implements Given {
  /** What is drawn, as the net gets it. */
  drawn = $state.raw<Uint8Array | null>(null);
  /** Nothing but dots is on the pad. */
  dots = $state(false);
  /** How what is on the pad is moved before the net sees it. */
  shift = $state.raw<Shift>(NONE);
  /** An image that was put on the pad. */
  #chosen = $state.raw<Picture | null>(null);
  #screen: Screen | null = null;

  readonly #store: Needed;

  readonly #dataset = $derived.by((): DatasetInfo | undefined => {
    const name = this.#store.editing.experiment?.data.dataset;
    return this.#store.choosing.catalog?.datasets.find((each) => each.name === name);
  });
  /** What the server tells of the data set; undefined: it is not of images, or not known yet. */
  readonly told = $derived(toldOf(this.#dataset));
  /** The data set is of images, as far as is known. */
  readonly #fitting = $derived(!this.#dataset || this.told !== undefined);
  readonly shape = $derived.by((): readonly number[] => this.#store.editing.experiment?.net.input ?? UNTOLD.shape);
  /** Nets that tell these classes apart in pictures of this size. */
  readonly #kind = $derived.by(() => {
    const answers: readonly Named[] = this.#dataset?.answers ?? UNTOLD.answers;
    return [...this.shape, ...answers.map(({ name }) => name)].join();
  });
  /** How the data set's pixels are normalised; null: that is not known yet. */
  readonly normal = $derived(
    this.told ? { mean: this.told.mean, std: this.told.std, coloured: this.shape[0] === 3 } : null,
  );
  /** What stands in for an empty pad. */
  readonly ghost = $derived.by((): Picture | null => {
    const { prediction } = this.#store.looking;
    const example = prediction?.empty ? prediction.example : null;
    if (!this.#fitting || !example || !equal(example.size, this.shape)) return null;
    const label = prediction?.target[0];
    return { bytes: example.values, caption: UNTIL_DRAWN, label, of: this.#store.editing.experiment?.data.dataset };
  });
  /** The image that was put on the pad, where it is one for this net and this data set: elsewhere it is not shown. */
  readonly picture = $derived(this.#chosen && this.fits(this.#chosen) ? this.#chosen : null);
  /** What is on the pad, drawn or put there, where it lies there. */
  readonly #lying = $derived(this.#fitting ? (this.picture?.bytes ?? this.drawn) : null);
  readonly own = $derived(this.#lying !== null);
  readonly bytes = $derived(this.#lying ? moved(this.#lying, this.shape, this.shift) : (this.ghost?.bytes ?? null));
  readonly caption = $derived(this.picture?.caption ?? '');
  readonly right: Right = new Right(
    () => this.picture ?? `${this.#kind} ${this.drawn ? 'drawn' : 'empty'}`,
    () => (this.drawn ? null : ((this.picture ?? this.ghost)?.label ?? null)),
    () => this.show(),
  );

  constructor(store: Needed) {
    this.#store = store;
  }

  /** This pad is on the screen. */
  attach(screen: Screen): void {
    this.#screen = screen;
  }

  undo(): void {
    this.#screen?.undo();
  }

  redo(): void {
    this.#screen?.redo();
  }

  /** What is handed in: the drawing, not moved; null: nothing is drawn. */
  plain(): Uint8Array | null {
    return this.#screen?.plain() ?? this.drawn;
  }

  /** A picture is one for this net and this data set. */
  fits({ of }: Picture): boolean {
    return of === this.#store.editing.experiment?.data.dataset || of === this.#kind;
  }

  /** An image was put on the pad that is not for this net or data set. */
  get out(): boolean {
    return this.#chosen !== null && this.picture === null;
  }

  show(): void {
    this.right.settle();
    const target = this.#lying ? this.right.class : this.right.said;
    const example = this.#lying ? exampleOf(moved(this.#lying, this.shape, this.shift), this.shape) : null;
    this.#store.looking.draw(example, target === null ? null : [target]);
  }

  draw(next: Uint8Array | null): void {
    this.drawn = next;
    if (next) this.#chosen = null;
    else this.shift = NONE;
    this.show();
  }

  /** The pad has this picture on it, or none: one was taken off it, or undone. */
  keep(next: Picture | null): void {
    this.#chosen = next;
    if (next) this.drawn = null;
    else this.shift = NONE;
    if (!this.drawn) this.show();
  }

  /** Asks for another image of the data set. */
  another(): void {
    this.#store.looking.askSample('test', null);
  }

  /** Moves what is on the pad; what stands in for an empty one is put on it. */
  move(next: Shift): void {
    this.shift = next;
    if (!this.own && this.ghost) this.#chosen = { ...this.ghost, caption: STAND_IN };
    this.show();
  }

  take(sample: SampleExample): void {
    if (!this.#fitting) return;
    const [label = 0] = sample.target;
    const known = this.#store.choosing.catalog?.datasets.find((each) => each.name === sample.dataset)?.answers;
    this.#put({ bytes: sample.example.values, caption: captionOf(sample, known), label, of: sample.dataset });
  }

  /** Puts a digit of the class on the pad. */
  putDigit(digit: WallDigit): void {
    const name = this.#dataset?.answers[digit.label]?.name ?? digit.label;
    this.#put({
      bytes: rewritten(digit.image, this.shape, this.told?.writing),
      caption: `Number ${digit.id}, by ${digit.name}: ${name}`,
      label: digit.label,
      of: this.#kind,
    });
  }

  #put(next: Picture): void {
    this.#chosen = next;
    this.drawn = null;
    this.show();
  }
}

/**
 * What the lab knows: a picture and how far it was moved, the stages it goes through, and what is looked at. All that is shown
 * follows from that.
 */
import { EXHIBITS, type Exhibit } from './exhibits';
import { inked, type Place } from './ink';
import { photograph } from './photographs';
import { changed, differences, hasCells, inColour, inGrey, plane, shifted, type Picture } from './picture';
import { Player } from './player.svelte';
import { scoreOf } from './score';
import { CELLS, PAGE, PHOTOGRAPHS } from './sources';
import { convolution, isRow, Pipeline, pooling, runSmall, small, stage as fresh, STAGES, type Stage } from './stage';

export class LabState {
  /** The exhibit that was chosen last; the score and the sentence belong to it. */
  exhibit = $state.raw<Exhibit>(EXHIBITS[0] as Exhibit);
  source = $state('');
  /** Why there is no such picture; "": there is one. */
  problem = $state('');
  /** In three channels. */
  colour = $state(false);
  /** The channel whose numbers are shown; null: all, as colours. */
  channel = $state<number | null>(null);
  /** The stage that is looked at. */
  chosen = $state(0);
  /** The pixel after pooling that is looked at, counted row by row. */
  corner = $state(0);
  readonly player = new Player();

  /** As it came. */
  #natural = $state.raw<Picture>(PAGE.make());
  #shift = $state.raw<readonly [number, number]>([0, 0]);
  #stages = $state.raw<readonly Stage[]>([]);
  #pipeline = new Pipeline();
  #unmoved = new Pipeline();
  /** What the exhibit began with; null: its picture is not here yet. */
  #begun = $state.raw<{ image: Picture; stages: readonly Stage[] } | null>(null);
  /** Counts pictures that were asked for: one that comes late is not shown. */
  #asked = 0;

  /** As it was before it was moved. */
  readonly still = $derived(this.colour ? inColour(this.#natural) : inGrey(this.#natural));
  readonly image = $derived(shifted(this.still, ...this.#shift));
  /** A last stage that is not looked at is only shown small: it is not run. */
  readonly #run = $derived(this.#stages.slice(0, Math.max(this.chosen + 1, this.#stages.length - 1)));
  readonly results = $derived(this.#pipeline.run(this.image, this.#run));
  readonly moved = $derived(this.#shift[0] !== 0 || this.#shift[1] !== 0);
  /** What came out before the picture was moved; null: it was not. */
  readonly before = $derived(this.moved ? this.#unmoved.run(this.still, this.#run) : null);

  /** Small pictures of what comes out of the stages; null: nothing does. */
  readonly smalls = $derived.by(() => {
    const made = this.results.map(({ output }) => output && small(output));
    const [last, image] = [this.#stages[made.length], this.results.at(-1)?.output];
    return last && image ? [...made, runSmall(image, last)] : made;
  });

  readonly stage = $derived(this.#stages[this.chosen] ?? fresh());
  readonly result = $derived(this.results[this.chosen] ?? null);
  /** What goes into the stage that is looked at. */
  readonly input = $derived(this.result?.input ?? this.image);
  readonly settings = $derived(convolution(this.stage, this.input));
  /** The size of what is slid over. */
  readonly size = $derived.by((): readonly [number, number] => {
    const sums = this.result?.activated;
    return sums ? [sums.height, sums.width] : [0, 0];
  });
  readonly row = $derived(this.size[1] ? Math.floor(this.player.place / this.size[1]) : 0);
  readonly column = $derived(this.size[1] ? this.player.place % this.size[1] : 0);
  readonly window = $derived.by(() => {
    const { height, width, stride, padding, dilation } = this.settings;
    const [row, column] = [this.row * stride - padding[0], this.column * stride - padding[1]];
    return { row, column, height, width, dilation };
  });
  readonly score = $derived(
    this.exhibit.score && this.result?.activated && this.chosen === 0 ? scoreOf(this.image, this.settings) : null,
  );

  /** Still what the exhibit's sentence speaks of. Where a kernel is searched for, it may be changed. */
  readonly untouched = $derived(
    this.#begun?.image === this.#natural && (this.#begun.stages === this.#stages || this.exhibit.score === true),
  );

  constructor() {
    void this.show(this.exhibit);
  }

  get stages(): readonly Stage[] {
    return this.#stages;
  }

  /** How far the picture was moved: right, down. */
  get shift(): readonly [number, number] {
    return this.#shift;
  }

  /** How many numbers of the chosen stage's output, and after its pooling, are not what they were before the move. */
  readonly changes = $derived.by(() => {
    const [now, before] = [this.result, this.before?.[this.chosen]];
    if (!now?.activated || !before?.activated) return null;
    return {
      activated: differences(now.activated, before.activated),
      output: now.output && before.output && this.stage.pooling ? differences(now.output, before.output) : null,
    };
  });

  /** Everything as an exhibit has it. */
  async show(exhibit: Exhibit): Promise<void> {
    this.exhibit = exhibit;
    this.#begun = null;
    const stages = (this.#stages = exhibit.stages());
    this.chosen = 0;
    this.corner = 0;
    this.colour = exhibit.colour ?? false;
    await this.take(exhibit.source);
    if (this.exhibit !== exhibit || this.problem) return;
    this.#begun = { image: this.#natural, stages };
    this.#shift = exhibit.shift ?? [0, 0];
    this.player.pause();
    this.player.count = this.size[0] * this.size[1];
    this.player.go(exhibit.place ?? 0);
  }

  /** A picture of this source. A photograph comes a little later; until then the one before is shown. */
  async take(source: string): Promise<void> {
    const asked = ++this.#asked;
    this.source = source;
    this.problem = '';
    const made = [...CELLS, PAGE].find((each) => each.name === source)?.make();
    if (made) return this.put(made);
    if (!PHOTOGRAPHS.some((each) => each.name === source)) return;
    try {
      const found = await photograph(source);
      if (asked === this.#asked) this.put(found);
    } catch (error) {
      if (asked === this.#asked) this.problem = message(error);
    }
  }

  /** Another picture, of the source that was chosen or of the one named. */
  put(image: Picture, source = this.source): void {
    if (source !== this.source) this.#asked++;
    this.source = source;
    this.problem = '';
    this.#natural = image;
    this.#shift = [0, 0];
    this.channel = this.colour && hasCells(image) ? 0 : null;
  }

  /** What the net sees, while that is the source. The same once more changes nothing: nets look again as they learn. */
  follow(image: Picture): void {
    if (this.source !== 'seen' && this.source !== 'sample') return;
    const { channels, height, width, data } = this.#natural;
    const same = image.channels === channels && image.height === height && image.width === width;
    if (!same || image.data.some((value, i) => value !== data[i])) this.put(image);
  }

  /** A picture that somebody brings: `bring` gives it, or throws an Error that says why not. */
  async bring(source: string, bring: () => Promise<Picture>): Promise<void> {
    const asked = ++this.#asked;
    try {
      const found = await bring();
      if (asked === this.#asked) this.put(found, source);
    } catch (error) {
      if (asked === this.#asked) this.problem = message(error);
    }
  }

  setColour(colour: boolean): void {
    this.colour = colour;
    this.channel = colour && hasCells(this.#natural) ? 0 : null;
  }

  /** Change one number of the picture, where it lies now. */
  set(row: number, column: number, value: number): void {
    this.#become(changed(this.image, this.channel ?? 0, row, column, value));
  }

  /** Draw on the picture from one place to another. */
  ink(from: Place, to: Place): void {
    this.#become(inked(this.image, from, to));
  }

  #become(image: Picture): void {
    this.#natural = image;
    this.#shift = [0, 0];
  }

  /** Move the picture by whole pixels, its own size at most. */
  nudge(right: number, down: number): void {
    const { height, width } = this.still;
    const within = (to: number, most: number): number => Math.max(-most, Math.min(most, to));
    const [x, y] = this.#shift;
    this.#shift = [within(x + right, width), isRow(this.still) ? 0 : within(y + down, height)];
  }

  /** Where it was before it was moved. */
  moveBack(): void {
    this.#shift = [0, 0];
  }

  change(given: Stage): void {
    this.#stages = this.#stages.map((each, i) => (i === this.chosen ? given : each));
  }

  add(): void {
    if (this.#stages.length >= STAGES) return;
    this.#stages = [...this.#stages, fresh()];
    this.chosen = this.#stages.length - 1;
  }

  remove(): void {
    if (this.#stages.length < 2) return;
    this.#stages = this.#stages.filter((_, i) => i !== this.chosen);
    this.chosen = Math.max(0, this.chosen - 1);
  }

  /** Pointing at the output pauses, and goes there. */
  pointOut(row: number, column: number): void {
    this.player.pause();
    this.player.go(row * this.size[1] + column);
  }

  /** Pointing at the input pauses, and goes to the window whose middle is nearest. */
  pointIn(row: number, column: number): void {
    this.player.pause();
    const { height, width, stride, padding, dilation } = this.settings;
    const nearest = (at: number, size: number, around: number, count: number): number =>
      Math.min(count - 1, Math.max(0, Math.round((at + around - (dilation * (size - 1)) / 2) / stride)));
    const down = nearest(row, height, padding[0], this.size[0]);
    this.player.go(down * this.size[1] + nearest(column, width, padding[1], this.size[1]));
  }

  /** The pooling of the stage that is looked at, and the window that its chosen pixel came from; null: there is none. */
  readonly pooled = $derived.by(() => {
    const { activated, output } = this.result ?? {};
    if (!this.stage.pooling || !activated || !output) return null;
    const settings = pooling(this.stage.pooling, activated);
    const place = Math.min(this.corner, output.height * output.width - 1);
    const [row, column] = [Math.floor(place / output.width), place % output.width];
    return { settings, activated, output, row, column };
  });

  /** The input as it is shown: one of its channels, or all. */
  readonly shown = $derived(
    this.input.channels === 3 && this.channel !== null ? plane(this.input, this.channel) : this.input,
  );
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

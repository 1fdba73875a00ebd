/**
 * What the lab knows: a picture and how far it was moved, the stages it goes through, and what is looked at; and its bench. All that
 * is shown follows from that. What people do is noted, to be taken back.
 */
import { equal } from '../../state/equal';
import { block } from './block';
import type { Bench, LabData, Sizes } from './data';
import { LIMITS } from './data';
import { EXHIBITS, NO_BENCH, NO_SIZES, type Exhibit } from './exhibits';
import { inked, type Place } from './ink';
import { keepOwn, keptOwn } from './own';
import { photograph } from './photographs';
import {
  changed,
  differences,
  hasCells,
  inColour,
  inGrey,
  picture,
  plane,
  same,
  shifted,
  type Picture,
} from './picture';
import { Player } from './player.svelte';
import { scoreOf } from './score';
import { CELLS, isOwn, isPhotograph, KEPT, PAGE, PHOTOGRAPHS } from './sources';
import {
  convolution,
  filters,
  FILTERS,
  isRow,
  Pipeline,
  pooling,
  run,
  runSmall,
  small,
  stage as fresh,
  STAGES,
  withFilters,
  type Stage,
} from './stage';
import { Undo } from './undo.svelte';

/** What is taken back together, as it is: pictures are not copied. */
interface Snapshot {
  readonly exhibit: Exhibit;
  readonly begun: Begun | null;
  readonly source: string;
  readonly natural: Picture;
  readonly given: boolean;
  readonly shift: readonly [number, number];
  readonly colour: boolean;
  readonly channel: number | null;
  readonly stages: readonly Stage[];
  readonly chosen: number;
  readonly bench: Bench;
  readonly sizes: Sizes;
  readonly channels: number;
}

/** What an exhibit began with. */
interface Begun {
  readonly image: Picture;
  readonly stages: readonly Stage[];
  readonly bench: Bench;
  readonly sizes: Sizes;
}

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
  bench = $state.raw<Bench>(NO_BENCH);
  sizes = $state.raw<Sizes>(NO_SIZES);
  /** Channels of the layers whose receptive fields are compared. */
  channels = $state(64);
  /** Pressing a cell toggles it, and dragging paints; else a press types, and a drag changes its number. */
  painting = $state(false);
  /** Called when somebody here changes what is shown. */
  onchoose: () => void = () => undefined;

  #undo = new Undo<Snapshot>();
  /** The stroke that was noted last. */
  #stroke = '';
  /** The picture is not what its source's name gives. */
  #given = $state(false);
  /** As it came. */
  #natural = $state.raw<Picture>(PAGE.make());
  #shift = $state.raw<readonly [number, number]>([0, 0]);
  #stages = $state.raw<readonly Stage[]>([]);
  #pipeline = new Pipeline();
  #unmoved = new Pipeline();
  /** What the exhibit began with; null: its picture is not here yet. */
  #begun = $state.raw<Begun | null>(null);
  /** Counts pictures that were asked for: one that comes late is not shown. */
  #asked = 0;
  /** Counts what was shown as a whole, likewise. */
  #turn = 0;
  /** The picture that was asked for last has come. */
  #coming: Promise<void> = Promise.resolve();

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

  /** Whether the picture's numbers are light, not ink, and after each stage still are: what an activation gives is ink. */
  readonly light = $derived.by((): readonly boolean[] => {
    const inks = this.#stages.findIndex(({ activation }) => activation !== 'none');
    const lit = inks < 0 ? this.#stages.length : inks;
    return Array.from({ length: this.#stages.length + 1 }, (_, i) => isPhotograph(this.source) && i <= lit);
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
  readonly untouched = $derived.by(() => {
    const begun = this.#begun;
    if (this.exhibit.view === 'bench')
      return begun?.bench.rows === this.bench.rows && begun.bench.names === this.bench.names;
    if (this.exhibit.view === 'sizes') return begun?.sizes === this.sizes;
    if (this.exhibit.view === 'fields') return true;
    return begun?.image === this.#natural && (begun.stages === this.#stages || this.exhibit.score === true);
  });

  /** The outputs of all kernels of the stage that is looked at, where it has several; each after its pooling. */
  readonly stack = $derived.by((): readonly (Picture | null)[] => {
    const { stage, result } = this;
    if (!result || stage.others.length === 0) return [];
    return filters(stage).map((filter, i) =>
      i === stage.at ? result.output : run(result.input, { ...stage, ...filter }).output,
    );
  });

  /** All of it, to be kept, shared and followed. Pictures of one's own stay here: others get their source's name. */
  readonly data = $derived.by((): LabData => {
    const { exhibit, source, colour, channel, chosen, corner, bench, sizes, channels } = this;
    const carried = this.#given && !isOwn(source) && this.#natural.data.length <= LIMITS.pixels;
    return {
      exhibit: exhibit.name,
      source: carried && (source === 'seen' || source === 'sample') ? KEPT : source,
      picture: carried ? this.#natural : null,
      shift: this.#shift,
      colour,
      channel,
      stages: this.#stages,
      chosen,
      corner,
      place: this.player.place,
      bench,
      sizes,
      channels,
    };
  });

  /** It shows more than what it began with. */
  readonly begun = $derived(this.exhibit === EXHIBITS[0] && this.untouched && !this.moved && !this.canUndo);

  /** `data`: what it begins with, if it was kept. */
  constructor(data: LabData | null = null) {
    this.#stages = this.exhibit.stages();
    void (data ? this.#take(data, keptOwn()) : this.#show(this.exhibit));
  }

  /** Its picture is one's own, and stays here. */
  get own(): boolean {
    return isOwn(this.source);
  }

  get canUndo(): boolean {
    return this.#undo.canUndo;
  }

  get canRedo(): boolean {
    return this.#undo.canRedo;
  }

  undo(): void {
    this.#back(this.#undo.undo(this.#snapshot()));
  }

  redo(): void {
    this.#back(this.#undo.redo(this.#snapshot()));
  }

  /** The stroke under way was none: all is as before it, also what can be done again. */
  abandon(): void {
    this.#back(this.#undo.abandon(this.#stroke));
  }

  #back(to: Snapshot | null): void {
    if (!to) return;
    // A picture that is on its way would come too late.
    this.#asked++;
    this.#turn++;
    this.problem = '';
    if (to.exhibit !== this.exhibit) this.painting = to.exhibit.paint ?? false;
    this.exhibit = to.exhibit;
    this.#begun = to.begun;
    this.source = to.source;
    this.#natural = to.natural;
    this.#given = to.given;
    this.#shift = to.shift;
    this.colour = to.colour;
    this.channel = to.channel;
    this.#stages = to.stages;
    this.chosen = to.chosen;
    this.bench = to.bench;
    this.sizes = to.sizes;
    this.channels = to.channels;
    this.onchoose();
  }

  #snapshot(): Snapshot {
    const { exhibit, source, colour, channel, chosen, bench, sizes, channels } = this;
    const own = { begun: this.#begun, natural: this.#natural, given: this.#given };
    return {
      exhibit,
      source,
      colour,
      channel,
      chosen,
      bench,
      sizes,
      channels,
      ...own,
      shift: this.#shift,
      stages: this.#stages,
    };
  }

  /** Somebody is about to change something: `what`, by a name that is the same for what is one step together; `always`: a stroke. */
  #note(what: string, always = false): void {
    if (always) this.#stroke = what;
    this.#undo.note(this.#snapshot(), what, always);
    this.onchoose();
  }

  /** Shows what another screen shows. It is no step of one's own, but what was here before can be brought back. */
  async restore(data: LabData): Promise<void> {
    const { place, corner, ...rest } = data;
    const { place: _place, corner: _corner, picture, ...own } = this.data;
    const alike = equal({ ...rest, picture: null }, { ...own, picture: null });
    if (
      alike &&
      (rest.picture === null) === (picture === null) &&
      (!picture || same(picture, rest.picture as Picture))
    ) {
      this.corner = corner;
      this.player.pause();
      this.player.go(place);
      return;
    }
    this.#undo.note(this.#snapshot(), 'follow', true);
    await this.#take(data);
  }

  /** `kept`: the picture of one's own that this tab had before it was loaded anew. */
  async #take(data: LabData, kept: Picture | null = null): Promise<void> {
    const turn = ++this.#turn;
    const before = this.data;
    const exhibit = EXHIBITS.find((each) => each.name === data.exhibit) ?? (EXHIBITS[0] as Exhibit);
    const stages = equal(data.stages, before.stages) ? before.stages : data.stages;
    this.exhibit = exhibit;
    this.#begun = null;
    this.#stages = stages;
    this.colour = data.colour;
    this.chosen = data.chosen;
    this.bench = data.bench;
    this.sizes = data.sizes;
    this.channels = data.channels;
    this.painting = exhibit.paint ?? false;
    if (data.picture) {
      if (data.source !== this.source || !same(this.#natural, data.picture)) this.#set(data.picture, data.source, true);
    } else if (isOwn(data.source) && kept) {
      this.#set(kept, data.source, true);
    } else if (isOwn(data.source)) {
      this.#set(PAGE.make(), PAGE.name, false);
      this.problem = 'A picture of one’s own is not passed on: it stays in the browser that opened it.';
    } else if (data.source !== this.source || this.#given || this.problem) await this.#fetch(data.source);
    else await this.#coming;
    if (turn !== this.#turn || this.#stages !== stages) return;
    this.#shift = data.shift;
    this.channel = data.channel;
    this.corner = data.corner;
    const asBegun = !data.picture && data.source === exhibit.source;
    this.#begun = {
      image: asBegun ? this.#natural : PAGE.make(),
      stages: equal(stages, exhibit.stages()) ? stages : [],
      bench: equal(data.bench, exhibit.bench) ? data.bench : NO_BENCH,
      sizes: equal(data.sizes, exhibit.sizes) ? data.sizes : NO_SIZES,
    };
    this.player.pause();
    this.player.count = this.size[0] * this.size[1];
    this.player.go(data.place);
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
    this.#note('exhibit');
    await this.#show(exhibit);
  }

  async #show(exhibit: Exhibit): Promise<void> {
    const turn = ++this.#turn;
    this.exhibit = exhibit;
    this.#begun = null;
    this.painting = exhibit.paint ?? false;
    if (exhibit.view) {
      this.player.pause();
      if (exhibit.bench) this.bench = exhibit.bench;
      if (exhibit.sizes) this.sizes = exhibit.sizes;
      this.#begun = { image: this.#natural, stages: this.#stages, bench: this.bench, sizes: this.sizes };
      return;
    }
    const stages = (this.#stages = exhibit.stages());
    this.chosen = 0;
    this.corner = 0;
    this.colour = exhibit.colour ?? false;
    await this.#fetch(exhibit.source);
    if (turn !== this.#turn || this.#stages !== stages || this.problem) return;
    this.#begun = { image: this.#natural, stages, bench: this.bench, sizes: this.sizes };
    this.#shift = exhibit.shift ?? [0, 0];
    this.player.pause();
    this.player.count = this.size[0] * this.size[1];
    this.player.go(exhibit.place ?? 0);
  }

  /** A picture of this source. A photograph comes a little later; until then the one before is shown. */
  async take(source: string): Promise<void> {
    this.#note(`source ${source}`);
    await this.#fetch(source);
  }

  async #fetch(source: string): Promise<void> {
    const asked = ++this.#asked;
    this.source = source;
    this.problem = '';
    const made = [...CELLS, PAGE].find((each) => each.name === source)?.make();
    if (made) return this.#set(made, source, false);
    if (PHOTOGRAPHS.some((each) => each.name === source)) await (this.#coming = this.#load(source, asked));
  }

  async #load(source: string, asked: number): Promise<void> {
    try {
      const found = await photograph(source);
      if (asked === this.#asked) this.#set(found, source, false);
    } catch (error) {
      if (asked === this.#asked) this.problem = message(error);
    }
  }

  /** Another picture, of the source that was chosen or of the one named. */
  put(image: Picture, source = this.source): void {
    this.#note('picture');
    this.#set(image, source, true);
  }

  #set(image: Picture, source: string, given: boolean): void {
    if (source !== this.source) this.#asked++;
    this.source = source;
    this.problem = '';
    this.#natural = image;
    this.#given = given;
    if (isOwn(source)) keepOwn(image);
    this.#shift = [0, 0];
    this.channel = this.colour && hasCells(image) ? 0 : null;
  }

  /** What the net sees, while that is the source. The same once more changes nothing: nets look again as they learn. */
  follow(image: Picture): void {
    if (this.source !== 'seen' && this.source !== 'sample') return;
    if (!same(image, this.#natural)) this.#set(image, this.source, true);
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

  /** Looks at another stage. */
  look(stage: number): void {
    this.chosen = stage;
    this.onchoose();
  }

  /** Looks at one channel, or at all. */
  see(channel: number | null): void {
    this.channel = channel;
    this.onchoose();
  }

  setColour(colour: boolean): void {
    this.#note('colour');
    this.colour = colour;
    this.channel = colour && hasCells(this.#natural) ? 0 : null;
  }

  /** Change one number of the picture, where it lies now. `stroke`: the drag that paints it, by its number. */
  set(row: number, column: number, value: number, stroke?: number): void {
    this.#note(stroke === undefined ? `cell ${row} ${column}` : `stroke ${stroke}`, stroke !== undefined);
    this.#become(changed(this.image, this.channel ?? 0, row, column, value));
  }

  /** Draw on the picture from one place to another. `stroke`: its number; a stroke is one step. */
  ink(from: Place, to: Place, stroke: number): void {
    this.#note(`ink ${stroke}`, true);
    this.#become(inked(this.image, from, to));
  }

  /** A block of numbers as the picture; gives why not, in a sentence, or ''. */
  takePicture(text: string): string {
    const found = block(text);
    if ('problem' in found) return found.problem;
    const [height, width] = [found.rows.length, found.rows[0]?.length ?? 0];
    if (height * width > LIMITS.pixels)
      return `At most ${LIMITS.pixels} numbers are taken; these are ${height * width}.`;
    this.put(picture(1, height, width, found.rows.flat()), KEPT);
    return '';
  }

  /** Likewise as the kernel that is looked at. */
  takeKernel(text: string): string {
    const found = block(text);
    if ('problem' in found) return found.problem;
    const [height, width] = [found.rows.length, found.rows[0]?.length ?? 0];
    if (height > 9 || width > 9) return `A kernel has at most 9×9 weights; these are ${height}×${width}.`;
    this.#change(
      { ...this.stage, preset: '', kernel: { height, width, weights: found.rows.flat(), scale: 1 } },
      'block',
    );
    return '';
  }

  #become(image: Picture): void {
    this.#natural = image;
    this.#given = true;
    if (this.own) keepOwn(image);
    this.#shift = [0, 0];
  }

  /** Move the picture by whole pixels, its own size at most. */
  nudge(right: number, down: number): void {
    this.#note('move');
    const { height, width } = this.still;
    const within = (to: number, most: number): number => Math.max(-most, Math.min(most, to));
    const [x, y] = this.#shift;
    this.#shift = [within(x + right, width), isRow(this.still) ? 0 : within(y + down, height)];
  }

  /** Where it was before it was moved. */
  moveBack(): void {
    this.#note('move back');
    this.#shift = [0, 0];
  }

  /** Another kernel or other settings of the stage that is looked at. `stroke`: the drag that paints it, by its number: one step. */
  change(given: Stage, stroke?: number): void {
    if (stroke === undefined) this.#change(given, changeOf(this.stage, given));
    else this.#change(given, `stroke ${stroke}`, true);
  }

  #change(given: Stage, what: string, always = false): void {
    this.#note(`${what} ${this.chosen}`, always);
    this.#stages = this.#stages.map((each, i) => (i === this.chosen ? given : each));
  }

  /** Looks at another kernel of the stack. */
  pick(at: number): void {
    const stage = withFilters(this.stage, filters(this.stage), at);
    this.#stages = this.#stages.map((each, i) => (i === this.chosen ? stage : each));
    this.onchoose();
  }

  /** Another kernel beside those of the last stage, as the one that is looked at. */
  addFilter(): void {
    const all = filters(this.stage);
    if (all.length >= FILTERS || this.chosen !== this.#stages.length - 1) return;
    this.#change(withFilters(this.stage, [...all, all[this.stage.at] as (typeof all)[number]], all.length), 'more');
  }

  removeFilter(): void {
    const all = filters(this.stage);
    const { at } = this.stage;
    if (all.length > 1)
      this.#change(
        withFilters(
          this.stage,
          all.filter((_, i) => i !== at),
          Math.max(0, at - 1),
        ),
        'less',
      );
  }

  /** Logits from elsewhere on the bench, with the names of their classes and the right one. */
  carry(values: readonly number[], names: readonly string[], right: number | null): void {
    this.#note('carry');
    this.exhibit = EXHIBITS.find(({ name }) => name === 'softmax') ?? this.exhibit;
    this.#begun = null;
    this.bench = {
      kind: 'logits',
      names: values.map((_, i) => (names[i] ?? String(i)).slice(0, LIMITS.name)),
      rows: [{ values: [...values], right: right !== null && right < values.length ? right : null }],
      row: 0,
    };
  }

  /** Looks at another row of the bench. */
  lookAt(row: number): void {
    this.bench = { ...this.bench, row };
    this.onchoose();
  }

  setBench(bench: Bench, what: string): void {
    this.#note(`bench ${what}`);
    this.bench = bench;
  }

  setSizes(sizes: Sizes): void {
    this.#note('sizes');
    this.sizes = sizes;
  }

  setChannels(channels: number): void {
    this.#note('channels');
    this.channels = channels;
  }

  /** No stage can be added. */
  get full(): boolean {
    return this.#stages.length >= STAGES || this.#stages.some(({ others }) => others.length > 0);
  }

  add(): void {
    if (this.full) return;
    this.#note('add');
    this.#stages = [...this.#stages, fresh()];
    this.chosen = this.#stages.length - 1;
  }

  remove(): void {
    if (this.#stages.length < 2) return;
    this.#note('remove');
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

  /** What the chosen pixel after pooling sees of the input; null: nothing is pooled. */
  readonly field = $derived.by(() => {
    if (!this.pooled) return null;
    const { settings: pool, row, column } = this.pooled;
    const { height, width, stride, padding, dilation } = this.settings;
    const along = (at: number, size: number, kernel: number, around: number): [number, number] => [
      at * pool.stride * stride - around,
      (size - 1) * stride + dilation * (kernel - 1) + 1,
    ];
    const [first, tall] = along(row, pool.height, height, padding[0]);
    const [left, wide] = along(column, pool.width, width, padding[1]);
    return { row: first, column: left, height: tall, width: wide, dilation: 1, dashed: true };
  });

  /** The input as it is shown: one of its channels, or all. */
  readonly shown = $derived(
    this.input.channels === 3 && this.channel !== null ? plane(this.input, this.channel) : this.input,
  );
}

/** Which part of a stage differs, by its name. */
function changeOf(before: Stage, after: Stage): string {
  const parts = Object.keys(after) as (keyof Stage)[];
  const found = parts.filter((part) => part !== 'preset' && before[part] !== after[part]).join();
  if (found !== 'kernel') return found;
  const { weights } = after.kernel;
  const cells = weights.flatMap((weight, i) => (weight === before.kernel.weights[i] ? [] : [i]));
  return `${found} ${cells.join()}`;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The page as its places see it: what the server has told, what is on this screen, and what can be done in more than one place. */
import { untrack } from 'svelte';
import { MediaQuery } from 'svelte/reactivity';
import { Classroom } from '../classroom/classroom.svelte';
import { Cover } from '../guess/cover.svelte';
import { Guessing } from '../guess/guessing.svelte';
import { measureOf } from '../link/catalog';
import type { Command, Experiment, Parked } from '../link/protocol.gen';
import { netName, titles } from '../net/words';
import { currentTheme } from '../parts/theme';
import { Present } from '../present/present.svelte';
import { RaceSheet } from '../race/race.svelte';
import { Follow } from '../room/follow.svelte';
import { keepKey } from '../room/keys';
import { whyNot } from '../room/words';
import { presetOf } from '../state/choices';
import type { NextFrame } from '../state/gathering';
import { Store } from '../state/store.svelte';
import { Touched } from '../state/touched';
import { tabsOf, View } from '../state/view.svelte';
import { Answered } from '../tasks/images/answered.svelte';
import { OnPad } from '../tasks/images/on_pad.svelte';
import { toldOf, UNTOLD } from '../tasks/images/told';
import { beginAll, taskOf } from '../tasks/task';
import { deviations } from '../training/deviations';

/** The frame around the places: it has the connection, and the frames that pictures are painted on. */
interface Frame {
  /** False: there is no connection. */
  send(command: Command): boolean;
  readonly nextFrame: NextFrame;
  reconnect(): void;
  /** The server's messages have another form. */
  outdated(form: string): void;
}

export class Page {
  readonly store: Store;
  readonly touched = new Touched();
  readonly answered: Answered;
  readonly classroom: Classroom;
  readonly guessing: Guessing;
  readonly view: View;
  readonly follow: Follow;
  readonly cover: Cover;
  readonly present: Present;
  readonly races: RaceSheet;

  theme = $state(currentTheme());
  /** Pictures a second that this page can show. */
  rate = $state(0);
  /** Layers of the net that are on the screen, by what is shown of them. */
  wanted = $state.raw<{ maps: string[]; filters: string[] }>({ maps: [], filters: [] });
  #hidden = $state(document.hidden);

  readonly #givenOf;
  readonly #low = new MediaQuery('(min-width: 1101px) and (max-height: 800px)');

  constructor(frame: Frame) {
    const send = (command: Command) => frame.send(command);
    this.store = new Store({
      send,
      nextFrame: frame.nextFrame,
      reconnect: () => frame.reconnect(),
      keep: keepKey,
      outdated: (form) => frame.outdated(form),
      edited: () => this.touched.touch('net'),
      renewed: () => this.classroom.renewed(),
      heard: (event) => this.classroom.apply(event),
      asked: (event) => this.guessing.take(event),
      beside: () => this.answered,
    });
    this.answered = new Answered(this.store);
    this.#givenOf = beginAll(this.store);
    this.classroom = new Classroom(send, () => this.store.room.code);
    this.guessing = new Guessing(send);
    this.view = new View(this.low);
    this.follow = new Follow(this.store, this.view);
    this.cover = new Cover(this.guessing, this.store, this.view, this.follow, () => this.names.length);
    this.present = new Present(this.view);
    this.races = new RaceSheet(this.store, (part) => this.edit(part));
  }

  /** The screen is too low for everything below each other. */
  get low(): boolean {
    return this.#low.current;
  }

  // --- what it is about ---------------------------------------------------------------------------------------------------

  readonly experiment = $derived.by(() => this.store.editing.experiment);
  readonly catalog = $derived.by(() => this.store.choosing.catalog);
  /** The name of the data set that is wanted, or of the experiment's. */
  readonly dataset = $derived.by(() => this.store.choosing.wanted ?? this.experiment?.data.dataset ?? '');
  readonly dataState = $derived.by(() => this.store.choosing.data[this.dataset]);
  /** The experiment's data set; undefined: not known yet. */
  readonly info = $derived(this.catalog?.datasets.find((each) => each.name === this.experiment?.data.dataset));
  /** What is told of a data set that is drawn for, besides; undefined: nothing. */
  readonly told = $derived(toldOf(this.info));
  readonly task = $derived(taskOf(this.info?.task ?? UNTOLD.task));
  readonly given = $derived.by(() => this.#givenOf(this.task.name));
  /** What is given is drawn, or put on the pad; null: it is chosen among examples. */
  readonly drawing = $derived(this.given instanceof OnPad ? this.given : null);
  readonly answers = $derived(this.info?.answers ?? UNTOLD.answers);
  /** Of what is told apart; empty: answers are numbers. */
  readonly names = $derived(this.drawing ? this.answers.map(({ name }) => name) : []);
  readonly shape = $derived(this.experiment?.net.input ?? UNTOLD.shape);
  readonly preset = $derived(this.experiment && this.catalog ? presetOf(this.experiment, this.catalog) : null);
  readonly measure = $derived(measureOf(this.catalog, this.experiment?.data.dataset));
  readonly layerTitles = $derived(titles(this.experiment?.net.layers ?? [], this.catalog?.layers ?? []));
  /** How the data are used otherwise than they come. */
  readonly odd = $derived.by(() =>
    this.experiment && this.catalog && !this.store.choosing.wanted
      ? deviations(this.experiment, this.catalog, this.info?.of_room ? 0 : (this.dataState?.train ?? 0))
      : [],
  );
  /** The data set is here, and examples of it are drawn. */
  readonly here = $derived.by(
    () => this.drawing !== null && this.store.choosing.data[this.experiment?.data.dataset ?? '']?.state === 'ready',
  );

  // --- how it stands ------------------------------------------------------------------------------------------------------

  readonly trainable = $derived.by(() => this.store.editing.report?.ok ?? false);
  readonly running = $derived.by(() => this.store.run.status.state === 'running');
  /** Nothing can be changed at this screen. */
  readonly locked = $derived.by(() => this.store.room.role === 'viewer');
  /** The answer is of another net, or of another step, than the one that is shown. */
  readonly stale = $derived.by(() => {
    const { looking, run } = this.store;
    const { prediction } = looking;
    const other = (prediction?.answer.values.length ?? 0) > 0 && prediction?.step !== run.status.step;
    return looking.stale || (!this.running && other);
  });
  readonly keyframe = $derived.by(() => this.store.run.keyframes.find(({ step }) => step === this.view.moment) ?? null);
  /** The step of now, while an earlier moment is shown: what is not of that moment is faded, and says so. */
  readonly past = $derived.by(() => {
    const { step } = this.store.run.status;
    return this.keyframe && (this.running || this.keyframe.step !== step) ? step : null;
  });
  readonly tabs = $derived.by(() =>
    tabsOf(this.low).filter(([name]) => this.drawing || (name !== 'shifts' && name !== 'mistakes')),
  );
  readonly tab = $derived.by(() => (this.tabs.some(([name]) => name === this.view.tab) ? this.view.tab : 'training'));
  /** The panel that keeps its preview of the data up to date is open. */
  readonly previewed = $derived.by(() => this.view.place === 'net' && this.tab === 'data' && this.drawing !== null);
  /** Why the data as they are used can't be learned from; empty: they can, or nobody has asked. */
  readonly warned = $derived.by(() =>
    this.odd.length > 0 && (this.previewed || !this.locked) ? (this.answered.preview?.warnings ?? []) : [],
  );

  // --- what can be done ---------------------------------------------------------------------------------------------------

  /** Says that only who presents can do that. */
  deny(): void {
    const { notices, room } = this.store;
    notices.say('plain', `${whyNot(room.role)}.`, '', 'In the room panel, you can offer to.');
  }

  edit(part: Partial<Experiment>): void {
    if (this.locked) return this.deny();
    if (this.experiment) this.store.editing.change({ ...this.experiment, ...part });
  }

  /** What a data set is called. */
  titleOf(name: string): string {
    return this.catalog?.datasets.find((each) => each.name === name)?.title ?? name;
  }

  /** The net and the data set of a run. */
  nameOf({ experiment }: Parked): string {
    return `${this.catalog ? netName(experiment.net, this.catalog) : ''} · ${this.titleOf(experiment.data.dataset)}`;
  }

  // --- what follows by itself ---------------------------------------------------------------------------------------------

  /** Attends to all that: to be called once, while a component is made. */
  attend(): void {
    const { editing, looking, run } = this.store;
    $effect(() => this.present.dress());
    $effect(() => this.follow.keep());
    $effect(() => this.view.fit(editing.report, run.keyframes, this.low));
    $effect(() => {
      const see = () => (this.#hidden = document.hidden);
      document.addEventListener('visibilitychange', see);
      return () => document.removeEventListener('visibilitychange', see);
    });
    $effect(() => this.#watch());

    // What is given is asked anew when the data it is seen through has come.
    $effect(() => {
      if (this.here || !this.drawing) untrack(() => this.given.show());
    });
    // With another data set, what was put there comes into sight or goes out of it.
    let out = false;
    $effect(() => {
      if (this.given.out === out) return;
      out = this.given.out;
      untrack(() => this.given.show());
    });
    $effect(() => {
      const { sample } = looking;
      if (sample) untrack(() => this.given.take(sample));
    });

    // Whether data that are not as they come can be learned from is asked wherever the presenter is.
    $effect(() => {
      const asks = this.drawing && !this.locked && !this.previewed && this.odd.length > 0;
      if (!this.experiment || !asks || this.dataState?.state !== 'ready') return;
      this.answered.askPreview($state.snapshot(this.experiment.data));
    });
    // What settings of the data mean is said beside its name, so it is asked for, whichever panel is open.
    const unusual = $derived(
      this.odd.length > 0 && this.here ? JSON.stringify([this.experiment?.data, this.experiment?.seed]) : '',
    );
    $effect(() => {
      if (unusual) untrack(() => this.experiment && this.answered.askPreview(this.experiment.data));
    });
  }

  /** Says what is on this screen. */
  #watch(): void {
    const { place, selected } = this.view;
    const { looking } = this.store;
    const starts = selected !== null && this.wanted.filters.includes(selected) ? [selected] : [];
    if (this.#hidden) looking.watch({}, 0);
    else if (place === 'net') looking.watch({ ...this.wanted, starts }, this.rate, this.cover.unit);
    else if (place === 'class') looking.watch({}, this.rate, null, true);
    else looking.watch({}, 0);
  }
}

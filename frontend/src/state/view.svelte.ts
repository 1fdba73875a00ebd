/** What is on this screen: the place, and what is looked at in it. People choose through the methods; what is gone is left by `fit`. */
import { equal } from './equal';
import type { Keyframe, Report, Scene, Unit } from '../link/protocol.gen';
import { lookedAt, lookingAt, type LookedAt } from './looked_at';
import { OF_PRESENTER, placeNamed, type Place } from './places';

/** Milliseconds until the address has what was chosen. */
const SOON = 250;

export type Tab = 'mistakes' | 'training' | 'data' | 'gradients' | 'shifts';

const SETTINGS: [Tab, string][] = [
  ['training', 'Training'],
  ['data', 'Data'],
  ['gradients', 'Gradients'],
  ['shifts', 'Shifts'],
];

const TABS: [Tab, string][] = [['mistakes', 'Mistakes'], ...SETTINGS];

/** The tabs, with their titles. `low`: the screen is too low for the mistakes to have a place of their own. */
export function tabsOf(low: boolean): [Tab, string][] {
  return low ? TABS : SETTINGS;
}

function tabNamed(name: string | null): Tab | undefined {
  return TABS.find(([each]) => each === name)?.[0];
}

export class View {
  place = $state<Place>('net');
  /** The selected layer's id. */
  selected = $state<string | null>(null);
  /** The unit whose arithmetic is shown. */
  unit = $state.raw<Unit | null>(null);
  tab = $state<Tab>('training');
  /** The step of the time machine that is shown; null: now. */
  moment = $state<number | null>(null);
  /** How many layers of the net are shown yet; null: all. */
  layers = $state<number | null>(null);
  /** What the kernel lab shows, packed; null: it can't be. */
  lab = $state.raw<string | null>(null);
  /** Called with what the lab is to show, packed by another page. */
  onlab: (packed: string) => void = () => undefined;
  /** Called when somebody at this screen chooses something. */
  onchoose: () => void = () => undefined;

  /** The tab that is open at first. */
  readonly #first: Tab;
  /** No keyframe has come yet: the moment that the address names may still do. */
  #waits = true;
  /** What the address names was compared with no net yet. */
  #unchecked = true;
  #writing: ReturnType<typeof setTimeout> | undefined;
  /** A step was made at this very press. */
  #stepping = false;

  constructor(low: boolean) {
    this.#first = low ? 'mistakes' : 'training';
    this.#read();
  }

  goTo(place: Place): void {
    if (place !== this.place) this.#choose(() => (this.place = place), true);
  }

  /** The browser went back or forth: what is looked at is the address's. */
  turn(): void {
    if (!this.#moved()) return;
    this.#read();
    this.onchoose();
  }

  select(layer: string | null): void {
    this.#choose(() => (this.selected = layer), (layer === null) !== (this.selected === null));
  }

  open(unit: Unit | null): void {
    this.#choose(() => (this.unit = unit), (unit === null) !== (this.unit === null));
  }

  choose(tab: Tab): void {
    this.#choose(() => (this.tab = tab), tab !== this.tab);
  }

  show(moment: number | null): void {
    this.#waits = false;
    this.#choose(() => (this.moment = moment), (moment === null) !== (this.moment === null));
  }

  /**
   * Somebody at this screen chooses. `step`: it is something else than before, and Back leads from it; going on from one layer, unit or
   * moment to the next is no step of its own, nor what comes with another choice at one press. An entry without a room's code is still
   * that of a link, which Back would open once more: it makes way.
   */
  #choose(how: () => void, step: boolean): void {
    const begins = step && !this.#stepping && history.state !== null;
    if (begins) this.write();
    how();
    this.onchoose();
    if (!begins) return this.#stepping ? this.write() : this.#writeSoon();
    if (!this.#moved()) return;
    history.pushState(history.state, '', this.#address());
    this.#stepping = true;
    setTimeout(() => (this.#stepping = false));
  }

  /** Puts what is looked at into the address, where it is not there yet. */
  write(): void {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    if (this.#moved()) history.replaceState(history.state, '', this.#address());
  }

  /** Browsers let an address change some times a second alone. */
  #writeSoon(): void {
    this.#writing ??= setTimeout(() => this.write(), SOON);
  }

  /** What is looked at, as the address has it. */
  get looked(): LookedAt {
    const { place, selected: layer, unit, tab, moment } = this;
    return { place, layer, unit, tab: tab === this.#first ? null : tab, moment };
  }

  #address(): URL {
    return lookingAt(new URL(location.href), this.looked);
  }

  /** The address looks at something else. */
  #moved(): boolean {
    return this.#address().href !== location.href;
  }

  #read(): void {
    const { place, layer, unit, tab, moment } = lookedAt(new URL(location.href));
    this.place = place;
    this.selected = layer;
    this.unit = unit;
    this.tab = tabNamed(tab) ?? this.#first;
    this.moment = moment;
    this.#unchecked = true;
  }

  /** Leaves what is looked at: the unit, the selected layer, the time machine's moment; false: it is not on this screen. */
  leave(level: 'unit' | 'layer' | 'moment'): boolean {
    if (this.place !== 'net') return false;
    if (level === 'unit' && this.unit !== null) this.open(null);
    else if (level === 'layer' && this.selected !== null) this.select(null);
    else if (level === 'moment' && this.moment !== null) this.show(null);
    else return false;
    return true;
  }

  /** For others, who have the same keyframes. */
  scene(): Scene {
    const { place, selected: layer, unit, tab, layers } = this;
    return { place, layer, unit, tab, step: this.moment, layers, lab: place === 'lab' ? this.lab : null };
  }

  /** Shows what another screen shows, as far as it is here: a layer that the net has not, or a place unknown, changes nothing. */
  take(scene: Scene, report: Report | null, keyframes: readonly Keyframe[]): void {
    const place = placeNamed(scene.place);
    const elsewhere = place && place !== this.place && place !== OF_PRESENTER;
    if (elsewhere) this.place = place;
    const known = new Set(report?.layers.map((layer) => layer.id));
    if (scene.layer === null || known.has(scene.layer)) this.selected = scene.layer;
    const there = scene.unit === null || (report !== null && holds(report, scene.unit));
    if (there && !equal(scene.unit, this.unit)) this.unit = scene.unit;
    this.tab = tabNamed(scene.tab) ?? this.tab;
    this.moment = keyframes.some(({ step }) => step === scene.step) ? scene.step : null;
    this.layers = scene.layers;
    if (elsewhere) this.write();
    else this.#writeSoon();
    if (scene.lab !== null && this.place === 'lab') this.onlab(scene.lab);
  }

  /** Leaves what is not there any more, or not on a screen of this height. */
  fit(report: Report | null, keyframes: readonly Keyframe[], low: boolean): void {
    if (this.unit && report && !holds(report, this.unit)) this.unit = null;
    if (report && this.#unchecked) {
      this.#unchecked = false;
      if (report.layers.every(({ id }) => id !== this.selected)) this.selected = null;
    }
    this.#waits &&= keyframes.length === 0;
    if (!this.#waits && keyframes.every(({ step }) => step !== this.moment)) this.moment = null;
    if (this.tab === 'mistakes' && !low) this.tab = 'training';
    this.#writeSoon();
  }
}

/** Has the net this unit? Not where its layer is gone, or has another shape. */
export function holds(report: Report, unit: Unit): boolean {
  const output = report.layers.find((layer) => layer.id === unit.layer)?.output;
  if (!output || unit.at.length !== output.length) return false;
  return unit.at.every((at, i) => at < (output[i] ?? 0));
}

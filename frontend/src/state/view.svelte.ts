/** What is on this screen: the place, and what is looked at in it. People choose through the methods; what is gone is left by `fit`. */
import { equal } from './equal';
import type { Keyframe, Report, Scene, Unit } from '../link/protocol.gen';
import { inPlace, OF_PRESENTER, placeOf, PLACES, type Place } from './places';

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

  constructor(low: boolean) {
    this.place = placeOf(new URL(location.href));
    if (low) this.tab = 'mistakes';
  }

  goTo(place: Place): void {
    if (place === this.place) return;
    this.place = place;
    this.onchoose();
    history.pushState(history.state, '', inPlace(new URL(location.href), place));
  }

  /** The browser went back or forth: the place is the address's. */
  turn(): void {
    const place = placeOf(new URL(location.href));
    if (place === this.place) return;
    this.place = place;
    this.onchoose();
  }

  select(layer: string | null): void {
    this.selected = layer;
    this.onchoose();
  }

  open(unit: Unit | null): void {
    this.unit = unit;
    this.onchoose();
  }

  choose(tab: Tab): void {
    this.tab = tab;
    this.onchoose();
  }

  show(moment: number | null): void {
    this.moment = moment;
    this.onchoose();
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
    const place = PLACES.find(([name]) => name === scene.place)?.[0];
    if (place && place !== this.place && place !== OF_PRESENTER) {
      this.place = place;
      history.replaceState(history.state, '', inPlace(new URL(location.href), place));
    }
    const known = new Set(report?.layers.map((layer) => layer.id));
    if (scene.layer === null || known.has(scene.layer)) this.selected = scene.layer;
    const there = scene.unit === null || (report !== null && holds(report, scene.unit));
    if (there && !equal(scene.unit, this.unit)) this.unit = scene.unit;
    const tab = TABS.find(([name]) => name === scene.tab)?.[0];
    if (tab) this.tab = tab;
    this.moment = keyframes.some(({ step }) => step === scene.step) ? scene.step : null;
    this.layers = scene.layers;
    if (scene.lab !== null && this.place === 'lab') this.onlab(scene.lab);
  }

  /** Leaves what is not there any more, or not on a screen of this height. */
  fit(report: Report | null, keyframes: readonly Keyframe[], low: boolean): void {
    if (this.unit && report && !holds(report, this.unit)) this.unit = null;
    if (this.moment !== null && keyframes.every(({ step }) => step !== this.moment)) this.moment = null;
    if (this.tab === 'mistakes' && !low) this.tab = 'training';
  }
}

/** Has the net this unit? Not where its layer is gone, or has another shape. */
export function holds(report: Report, unit: Unit): boolean {
  const output = report.layers.find((layer) => layer.id === unit.layer)?.output;
  if (!output || unit.at.length !== output.length) return false;
  return unit.at.every((at, i) => at < (output[i] ?? 0));
}

/** What is on this screen: the place, and what is looked at in it. People choose through the methods; what is gone is left by `fit`. */
import type { Keyframe, Report, Unit } from './protocol.gen';
import { inPlace, placeOf, type Place } from './shell/places';

export type Tab = 'mistakes' | 'training' | 'data' | 'gradients' | 'shifts';

const SETTINGS: [Tab, string][] = [
  ['training', 'Training'],
  ['data', 'Data'],
  ['gradients', 'Gradients'],
  ['shifts', 'Shifts'],
];

/** The tabs, with their titles. `low`: the screen is too low for the mistakes to have a place of their own. */
export function tabsOf(low: boolean): [Tab, string][] {
  return low ? [['mistakes', 'Mistakes'], ...SETTINGS] : SETTINGS;
}

export class View {
  place = $state<Place>('net');
  /** The selected layer's id. */
  selected = $state<string | null>(null);
  /** The unit whose arithmetic is shown. */
  unit = $state.raw<Unit | null>(null);
  tab = $state<Tab>('training');
  /** The time machine's frame that is shown; null: now. */
  moment = $state<number | null>(null);

  constructor(low: boolean) {
    this.place = placeOf(new URL(location.href));
    if (low) this.tab = 'mistakes';
  }

  goTo(place: Place): void {
    if (place === this.place) return;
    this.place = place;
    history.pushState(null, '', inPlace(new URL(location.href), place));
  }

  /** The browser went back or forth: the place is the address's. */
  turn(): void {
    this.place = placeOf(new URL(location.href));
  }

  select(layer: string | null): void {
    this.selected = layer;
  }

  open(unit: Unit | null): void {
    this.unit = unit;
  }

  choose(tab: Tab): void {
    this.tab = tab;
  }

  show(moment: number | null): void {
    this.moment = moment;
  }

  /** One level back: from the time machine to now, from the selected layer to none; false: there is none. */
  back(): boolean {
    if (this.moment !== null) this.show(null);
    else if (this.selected !== null) this.select(null);
    else return false;
    return true;
  }

  /** Leaves what is not there any more, or not on a screen of this height. */
  fit(report: Report | null, keyframes: readonly Keyframe[], low: boolean): void {
    if (this.unit && report && !holds(report, this.unit)) this.unit = null;
    if (this.moment !== null && !keyframes[this.moment]) this.moment = null;
    if (this.tab === 'mistakes' && !low) this.tab = 'training';
  }
}

/** Has the net this unit? Not where its layer is gone, or has another shape. */
export function holds(report: Report, unit: Unit): boolean {
  const output = report.layers.find((layer) => layer.id === unit.layer)?.output;
  if (!output || unit.at.length !== output.length) return false;
  return unit.at.every((at, i) => at < (output[i] ?? 0));
}

/** What there is to choose from, and which data sets are here. */
import type { Catalog } from '../link/catalog.gen';
import type { DataState, TrainingSettings } from '../link/protocol.gen';
import { withDataset, withPreset } from './choices';
import type { Editing } from './editing.svelte';
import type { Notices } from './notices.svelte';
import type { Server } from './server';

export class Choosing {
  catalog = $state.raw<Catalog | null>(null);
  data = $state.raw<Record<string, DataState>>({});
  /** A data set that was chosen and is not here yet: it is used as soon as it is. */
  wanted = $state<string | null>(null);

  readonly #server: Server;
  readonly #editing: Editing;
  readonly #notices: Notices;

  constructor(server: Server, editing: Editing, notices: Notices) {
    this.#server = server;
    this.#editing = editing;
    this.#notices = notices;
  }

  /** How the data sets stand in a room. `known`: it is the room where this page was. */
  begin(states: readonly DataState[], known: boolean): void {
    this.data = Object.fromEntries(states.map((state) => [state.dataset, state]));
    if (!known) this.wanted = null;
  }

  take(event: DataState): void {
    const before = this.data[event.dataset];
    this.data = { ...this.data, [event.dataset]: event };
    if (event.state === 'failed' && before?.state !== 'failed') this.#notices.say('problem', event.message);
    if (event.dataset !== this.wanted || event.state === 'downloading') return;
    this.wanted = null;
    if (event.state === 'ready') this.dataset(event.dataset);
  }

  /** Learn from this data set; one that is not here is fetched first, and what there is goes on meanwhile. */
  dataset(name: string): void {
    const info = this.catalog?.datasets.find((each) => each.name === name);
    const { catalog: offer } = this;
    const { experiment } = this.#editing;
    if (!info || !offer || !experiment) return;
    if (this.data[name]?.state === 'ready') {
      this.wanted = null;
      this.#editing.change(withDataset(experiment, info, offer), true);
      if (this.data[name].warning) this.#notices.say('plain', this.data[name].warning);
    } else if (info.of_room) {
      this.#notices.say('plain', this.data[name]?.message || `${info.title} are not here.`);
    } else {
      this.wanted = name;
      this.fetch(name);
    }
  }

  /**
   * Go on, with the weights there are, with another data set, or with the examples that the same one has by now. `training`: with these
   * settings. False: that data set is not here.
   */
  goOnWith(name: string, training?: TrainingSettings): boolean {
    const info = this.catalog?.datasets.find((each) => each.name === name);
    const { catalog: offer } = this;
    const { experiment } = this.#editing;
    if (!info || !offer || !experiment || this.data[name]?.state !== 'ready') return false;
    const other = withDataset(experiment, info, offer);
    this.wanted = null;
    this.#editing.goOn(training ? { ...other, training } : other);
    return true;
  }

  preset(name: string): void {
    const { catalog: offer } = this;
    const { experiment } = this.#editing;
    const preset = offer?.presets.find((each) => each.name === name);
    if (offer && preset && experiment) this.#editing.change(withPreset(experiment, preset, offer), true);
  }

  /** Get a data set, or stop getting it. */
  fetch(dataset: string, cancel = false): void {
    this.#server.ask({ kind: 'fetch', dataset, cancel });
  }
}

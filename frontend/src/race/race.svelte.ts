/** The sheet in which nets race: whether it is open, and what is typed there. */
import { lossesOf } from '../link/catalog';
import type { Catalog, LossInfo } from '../link/catalog.gen';
import type { Experiment, Report, Status } from '../link/protocol.gen';
import type { Role } from '../room/words';
import type { Notices } from '../state/notices.svelte';
import type { Races } from '../state/races.svelte';
import { inner, type Schema } from '../form/schema';
import { lossOf, withLossNamed } from '../training/loss';
import { check, defaults, fieldText, type Differs, type Draft, type Value } from './setup';
import { runs, said, title } from './words';

/** What is needed of the store. */
export interface Needed {
  readonly races: Races;
  readonly editing: { readonly experiment: Experiment | null; readonly report: Report | null };
  readonly choosing: { readonly catalog: Catalog | null };
  readonly run: { readonly status: Status };
  readonly room: { readonly role: Role };
  readonly notices: Notices;
}

export class RaceSheet {
  open = $state(false);
  draft = $state.raw<Draft>({ differs: 'lr', values: [], epochs: '1' });
  /** Start was pressed while something was wrong: what was not typed is said, too. */
  pressed = $state(false);

  /** The set-up is wanted though there is a race, where there is room for one of them alone. */
  again = $state(false);

  /** A race was asked for, and has not come yet. */
  #asked = false;

  #store: Needed;
  #edit: (part: Partial<Experiment>) => void;

  /** `edit`: changes a part of the experiment, as the panels do. */
  constructor(store: Needed, edit: (part: Partial<Experiment>) => void) {
    this.#store = store;
    this.#edit = edit;
  }

  /** Opens it for a race of nets that differ in this. */
  show(differs: Differs = 'lr'): void {
    this.choose(differs);
    this.again = true;
    this.open = true;
  }

  /** Opens it for the race that there is. */
  look(): void {
    const race = this.#store.races.now;
    if (!race) return;
    this.#forget();
    this.draft = { differs: race.differs, values: race.values.map(fieldText), epochs: String(race.epochs) };
    this.pressed = this.again = false;
    this.open = true;
  }

  close(): void {
    this.open = false;
  }

  /** Begins with other values. */
  choose(differs: Differs): void {
    this.#forget();
    const experiment = this.#store.editing.experiment;
    if (!experiment) return;
    const options = this.schema(differs).enum?.map(String) ?? [];
    this.draft = { ...this.draft, differs, values: defaults(differs, experiment, options) };
    this.pressed = false;
  }

  type(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
  }

  /** Of a value of this. */
  schema(differs: Differs = this.draft.differs): Schema {
    const catalog = this.#store.choosing.catalog;
    if (!catalog) return {};
    if (differs === 'loss') {
      const last = this.#store.editing.experiment?.net.layers.at(-1)?.type;
      const fit = lossesOf(catalog, this.#store.editing.experiment?.data.dataset);
      const can = ({ type, after }: LossInfo) => (!after || after === last) && (!fit || fit.includes(type));
      return { enum: catalog.losses.filter(can).map(({ type }) => type) };
    }
    return differs === 'seed' ? catalog.seed : inner((catalog.training.properties?.[differs] ?? {}) as Schema);
  }

  get checked() {
    return check(this.draft, this.schema());
  }

  start(): void {
    const { race } = this.checked;
    this.pressed = race === null;
    if (!race || runs(this.#store.races.now)) return;
    this.#asked = true;
    this.#store.races.start(race);
  }

  /** A race is on: if it is the one that was asked for, it takes the place of the set-up. */
  started(): void {
    if (this.#asked) this.again = false;
    this.#asked = false;
  }

  /** What was asked for before, and why it was refused, counts no more. */
  #forget(): void {
    this.#asked = false;
    this.#store.races.problem = '';
  }

  stop(): void {
    this.#store.races.end();
  }

  /** Nobody sees the race any more. */
  away(): void {
    this.#store.races.end(true);
    this.close();
  }

  /** Puts a net's value into the experiment, as if it was typed in its panel; an optimiser with the rate that it raced at. */
  use(differs: Differs, value: Value, rate: number | null = null): void {
    const experiment = this.#store.editing.experiment;
    if (!experiment) return;
    const { training, seed } = experiment;
    const losses = this.#store.choosing.catalog?.losses ?? [];
    const before =
      differs === 'seed' ? seed : differs === 'loss' ? (lossOf(training, losses)?.type ?? '') : training[differs];
    this.close();
    const name = title(differs, training);
    const lr = rate ?? training.lr;
    const now = said(value, differs, rate);
    if (before === value && lr === training.lr)
      return this.#store.notices.say('plain', `${name}: it is ${now} already.`);
    if (differs === 'seed') this.#edit({ seed: Number(value) });
    else if (differs === 'loss') this.#edit({ training: withLossNamed(training, String(value), losses) });
    else this.#edit({ training: { ...training, lr, [differs]: value } });
    this.#store.notices.say(
      'plain',
      `${name}: set to ${now}.`,
      '',
      `Undo brings back ${said(before, differs, rate === null ? null : training.lr)}.`,
    );
  }
}

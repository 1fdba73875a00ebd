/** What the server offers (GET api/catalog): layer types, presets, data sets, and the JSON Schemas that forms are drawn from. */
import { equal } from '../state/equal';
import type { CatalogEntry, Schema } from './layers';
import { nameOf } from '../net/words';
import type { Writing } from '../tasks/images/writing';
import type { Rates } from '../training/rates';
import type { Augment, Experiment, LossSpec, NetSpec, TrainingSettings } from './protocol.gen';

export interface Preset {
  /** Its slug. */
  name: string;
  title: string;
  help: string;
  /** Its layers; what it takes is the data set's. */
  net: Pick<NetSpec, 'layers'>;
  training: TrainingSettings;
  /** null: leave the data as they are. */
  augment: Augment | null;
}

export interface DatasetInfo {
  name: string;
  title: string;
  help: string;
  classes: string[];
  input: [number, number, number];
  /** A pixel x, 0 to 1, is given to the net as (x − mean) / std. */
  mean: number;
  std: number;
  /** What to say of an augmentation, by its name: {"rotate": "6 and 9 …"}. */
  warnings: Record<string, string>;
  /** How a drawing is made like its images. */
  writing?: Writing;
  /** Its twin, which differs from it in one thing. */
  switch?: { title: string; help: string; on: boolean; other: string } | null;
  /** Each room has its own images; there is nothing to download. */
  of_room?: boolean;
}

export interface LossInfo {
  /** Its name in torch.nn. */
  type: string;
  title: string;
  help: string;
  /** The type of the layer that a net has to end in for it; '': any. */
  after: string;
  /** What an answer’s percentages are; '': the softmax of the outputs. */
  answers: string;
  /** Of its arguments. */
  schema: Schema;
  /** It, with its usual arguments. */
  defaults: LossSpec;
}

export interface Catalog {
  layers: CatalogEntry[];
  presets: Preset[];
  datasets: DatasetInfo[];
  losses: LossInfo[];
  /** The learning rates that suit each optimiser. */
  rates: Rates;
  training: Schema;
  data: Schema;
  augment: Schema;
  seed: Schema;
}

export const NO_AUGMENT: Augment = { shift: 0, rotate: 0, scale: 0, shear: 0, stroke: 0, elastic: 0 };

/** The experiment with a preset's net, training and augmentation; its data set and seed stay. */
export function withPreset(experiment: Experiment, preset: Preset): Experiment {
  const { training, augment } = preset;
  const net = { ...experiment.net, layers: preset.net.layers };
  return { ...experiment, net, training, data: { ...experiment.data, augment: augment ?? NO_AUGMENT } };
}

/** The preset that this experiment is, whatever its data set and seed; null: none. */
export function presetOf(experiment: Experiment, presets: readonly Preset[]): Preset | null {
  return presets.find((preset) => equal(withPreset(experiment, preset), experiment)) ?? null;
}

/** A net in few words: the title of the preset whose layers it has, else its layers that learn or pool. */
export function netName(net: NetSpec, catalog: Catalog): string {
  const preset = catalog.presets.find((each) => equal(each.net.layers, net.layers));
  if (preset) return preset.title;
  const entries = new Map(catalog.layers.map((entry) => [entry.type, entry]));
  const names = net.layers
    .filter((layer) => ['convolution', 'pooling', 'dense'].includes(entries.get(layer.type)?.family ?? ''))
    .map((layer) => nameOf(layer, entries.get(layer.type)));
  return `Own: ${names.join(', ')}`;
}

/** The experiment on another data set; its own share and size of training images stay. */
export function withDataset(experiment: Experiment, dataset: DatasetInfo): Experiment {
  const net = { ...experiment.net, input: dataset.input };
  return { ...experiment, net, data: { ...experiment.data, dataset: dataset.name, training_size: null } };
}

/** What there is to choose from, as soon as the server answers; while it does not, the page says so, and it is asked again. */
export async function getCatalog(): Promise<Catalog> {
  for (let wait = 500; ; wait = Math.min(2 * wait, 8000)) {
    try {
      const answer = await fetch(new URL('api/catalog', document.baseURI));
      if (answer.ok) return (await answer.json()) as Catalog;
    } catch {
      // The server is not there.
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

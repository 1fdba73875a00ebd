/** What is chosen from the catalogue, in an experiment. */
import { lossesOf } from '../link/catalog';
import type { Catalog, DatasetInfo, PresetInfo } from '../link/catalog.gen';
import type { Augment, Experiment, TrainingSettings } from '../link/protocol.gen';
import { equal } from './equal';

export const NO_AUGMENT: Augment = { shift: 0, rotate: 0, scale: 0, shear: 0, stroke: 0, elastic: 0 };

/** What the server offers, as far as a choice depends on it. */
type Offer = Pick<Catalog, 'presets' | 'datasets' | 'tasks' | 'losses'>;

/** The settings with a loss that the task of a data set has: the one they have, if it can be, else the task's first. */
function fitting(training: TrainingSettings, dataset: string, offer: Offer): TrainingSettings {
  const { loss, ...others } = training;
  const { losses } = offer;
  const fit = lossesOf(offer, dataset);
  if (!fit || fit.includes(loss?.type ?? losses[0]?.type ?? '')) return training;
  const first = losses.find(({ type }) => type === fit[0]);
  return !first || first === losses[0] ? others : { ...others, loss: first.defaults };
}

/** The experiment with a preset's net alone, its training and augmentation; its data set and seed stay. */
export function withPreset(experiment: Experiment, preset: PresetInfo, offer: Offer): Experiment {
  const { augment } = preset;
  const training = fitting(preset.training, experiment.data.dataset, offer);
  const net = { ...experiment.net, layers: preset.net.layers };
  const data = { ...experiment.data, augment: augment ?? NO_AUGMENT };
  return { net, data, training, seed: experiment.seed };
}

/** The preset that this experiment is, whatever its data set and seed; null: none. */
export function presetOf(experiment: Experiment, offer: Offer): PresetInfo | null {
  return offer.presets.find((preset) => equal(withPreset(experiment, preset, offer), experiment)) ?? null;
}

/** The experiment on another data set, with a loss that it can have; its own share and size of training examples stay. */
export function withDataset(experiment: Experiment, dataset: DatasetInfo, offer: Offer): Experiment {
  const net = { ...experiment.net, input: dataset.input };
  const training = fitting(experiment.training, dataset.name, offer);
  return { ...experiment, net, training, data: { ...experiment.data, dataset: dataset.name, training_size: null } };
}

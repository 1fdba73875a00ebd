/** What is chosen from the catalogue, in an experiment. */
import type { DatasetInfo, PresetInfo } from '../link/catalog.gen';
import type { Augment, Experiment } from '../link/protocol.gen';
import { equal } from './equal';

export const NO_AUGMENT: Augment = { shift: 0, rotate: 0, scale: 0, shear: 0, stroke: 0, elastic: 0 };

/** The experiment with a preset's net alone, its training and augmentation; its data set and seed stay. */
export function withPreset(experiment: Experiment, preset: PresetInfo): Experiment {
  const { training, augment } = preset;
  const net = { ...experiment.net, layers: preset.net.layers };
  const data = { ...experiment.data, augment: augment ?? NO_AUGMENT };
  return { net, data, training, seed: experiment.seed };
}

/** The preset that this experiment is, whatever its data set and seed; null: none. */
export function presetOf(experiment: Experiment, presets: readonly PresetInfo[]): PresetInfo | null {
  return presets.find((preset) => equal(withPreset(experiment, preset), experiment)) ?? null;
}

/** The experiment on another data set; its own share and size of training images stay. */
export function withDataset(experiment: Experiment, dataset: DatasetInfo): Experiment {
  const net = { ...experiment.net, input: dataset.input };
  return { ...experiment, net, data: { ...experiment.data, dataset: dataset.name, training_size: null } };
}

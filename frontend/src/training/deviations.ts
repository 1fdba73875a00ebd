/** What of an experiment is not as its data set and net come: settings that were made for something, and may have outlived it. */
import type { Catalog } from '../link/catalog.gen';
import { NO_AUGMENT } from '../state/choices';
import { equal } from '../state/equal';
import type { Augment, Experiment, NetSpec } from '../link/protocol.gen';
import { count, percent } from '../words/numbers';

/** What a preset with these layers does to the examples; without one: nothing. */
function augmentOf(net: NetSpec, catalog: Catalog): Augment {
  return catalog.presets.find((preset) => equal(preset.net.layers, thawed(net).layers))?.augment ?? NO_AUGMENT;
}

/** The same net with nothing frozen. */
function thawed(net: NetSpec): NetSpec {
  const layers = net.layers.map((layer) => {
    const kernels = layer['kernels'];
    return {
      ...layer,
      ...('frozen' in layer ? { frozen: false } : {}),
      ...(Array.isArray(kernels) ? { kernels: kernels.map((kernel: object) => ({ ...kernel, frozen: false })) } : {}),
    };
  });
  return { ...net, layers };
}

/** The experiment with all of its data set, as it comes: no noise, the usual split and seed, and nothing frozen. */
export function asItComes(experiment: Experiment, catalog: Catalog): Experiment {
  const usual = (name: string) => catalog.data.properties?.[name]?.default;
  return {
    ...experiment,
    net: thawed(experiment.net),
    data: {
      ...experiment.data,
      training_size: null,
      validation: Number(usual('validation') ?? 0.1),
      label_noise: 0,
      augment: augmentOf(experiment.net, catalog),
    },
    seed: Number(catalog.seed.default ?? 0),
  };
}

/** What differs from that, in few words each: "200 of 60 000", "50 % noise". `size`: training examples there are; 0: not known. */
export function deviations(experiment: Experiment, catalog: Catalog, size: number): string[] {
  const { data, seed, net } = experiment;
  const usual = asItComes(experiment, catalog);
  const few = data.training_size !== null && (size === 0 || data.training_size < size) ? data.training_size : null;
  const some = Object.values(data.augment).some((value) => value > 0);
  return [
    few !== null && (size ? `${count(few)} of ${count(size)}` : `${count(few)} examples`),
    data.label_noise > 0 && `${percent(data.label_noise, 0)} noise`,
    data.validation !== usual.data.validation && `${percent(data.validation, 0)} validation`,
    !equal(data.augment, usual.data.augment) && (some ? 'augmented' : 'not augmented'),
    seed !== usual.seed && `seed ${seed}`,
    !equal(net, usual.net) && 'frozen filters',
  ].filter((each) => typeof each === 'string');
}

import { expect, it } from 'vitest';
import type { Catalog } from '../link/catalog.gen';
import type { Experiment } from '../link/protocol.gen';
import { asItComes, deviations } from './deviations';

const none = { shift: 0, rotate: 0, scale: 0, shear: 0, stroke: 0, elastic: 0 };
const moved = { ...none, shift: 2 };
const layers = [{ id: 'a', type: 'Conv2d', frozen: false, kernels: [] }];
const catalog = {
  presets: [{ net: { layers }, augment: moved }],
  data: { properties: { validation: { default: 0.1 } } },
  seed: { default: 0 },
} as unknown as Catalog;
const plain: Experiment = {
  net: { input: [1, 28, 28], layers },
  data: { dataset: 'mnist', training_size: null, validation: 0.1, label_noise: 0, augment: moved },
  training: {} as Experiment['training'],
  seed: 0,
};
const data = (change: Partial<Experiment['data']>): Experiment => ({ ...plain, data: { ...plain.data, ...change } });
const said = (experiment: Experiment, size = 60000) =>
  deviations(experiment, catalog, size).map((words) => words.replace(/\u202f/g, ' '));

it('says nothing of what is as it comes, also of what a preset does to examples', () => {
  expect(said(plain)).toEqual([]);
  expect(said(data({ training_size: 60000 }))).toEqual([]);
});

it.each<[Experiment, string]>([
  [data({ training_size: 200 }), '200 of 60 000'],
  [data({ label_noise: 0.5 }), '50 % noise'],
  [data({ validation: 0.3 }), '30 % validation'],
  [data({ validation: 0 }), '0 % validation'],
  [data({ augment: none }), 'not augmented'],
  [data({ augment: { ...none, rotate: 5 } }), 'augmented'],
  [{ ...plain, seed: 7 }, 'seed 7'],
  [{ ...plain, net: { ...plain.net, layers: [{ ...layers[0]!, frozen: true }] } }, 'frozen filters'],
  [
    {
      ...data({ augment: none }),
      net: { ...plain.net, layers: [{ ...layers[0]!, kernels: [{ filter: 0, weights: [], frozen: true }] }] },
    },
    'frozen filters',
  ],
])('says each setting that differs, and one press takes it back', (experiment, words) => {
  expect(said(experiment)).toEqual([words]);
  expect(said(asItComes(experiment, catalog))).toEqual([]);
});

it('takes all of it back together, and leaves the rest', () => {
  const layer = { ...layers[0]!, frozen: true };
  const odd = { ...data({ training_size: 200, label_noise: 0.5 }), seed: 3, net: { ...plain.net, layers: [layer] } };
  expect(said(odd)).toEqual(['200 of 60 000', '50 % noise', 'seed 3', 'frozen filters']);
  expect(said(odd, 0)[0]).toBe('200 examples');
  expect(asItComes(odd, catalog)).toEqual(plain);
});

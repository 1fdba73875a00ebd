import { describe, expect, it } from 'vitest';
import type { Experiment, TrainingSettings } from '../link/protocol.gen';
import type { Schema } from '../form/schema';
import { check, choices, defaults, inOrder, MOST, rates, type Draft } from './setup';

const RATE: Schema = { type: 'number', minimum: 0, maximum: 100 };
const SEED: Schema = { type: 'integer', minimum: 0, maximum: 2 ** 31 - 1 };
const RULE: Schema = { type: 'string', enum: ['SGD', 'Adam', 'AdamW'] };

const training = (change: Partial<TrainingSettings> = {}): TrainingSettings => ({
  optimizer: 'SGD',
  lr: 0.003,
  momentum: 0.9,
  nesterov: false,
  beta2: 0.999,
  weight_decay: 0,
  schedule: 'constant',
  step_epochs: 1,
  gamma: 0.5,
  warm: 0.25,
  batch_size: 128,
  epochs: 10,
  patience: 0,
  ...change,
});
const experiment = (change: Partial<TrainingSettings> = {}, seed = 0) =>
  ({ training: training(change), seed }) as unknown as Experiment;
const draft = (...values: string[]): Draft => ({ differs: 'lr', values, epochs: '1' });

/** Numbers from 0 to 1, the same each time (a linear congruential generator; Numerical Recipes). */
function chances(count: number): number[] {
  let state = 7;
  return Array.from({ length: count }, () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32);
}

describe('the learning rates to begin with', () => {
  it('are neighbours along 1, 3, 10', () => {
    expect(rates(0.003)).toEqual([0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03]);
    expect(rates(1)).toEqual([0.03, 0.1, 0.3, 1, 3, 10]);
    expect(rates(0.005)).toEqual([0.0001, 0.0003, 0.001, 0.005, 0.01, 0.03]);
    expect(rates(100)).toEqual([0.3, 1, 3, 10, 30, 100]);
  });

  it('have a middle even where there is none', () => {
    expect(rates(0)).toEqual([0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03]);
  });

  it('rise, are allowed, and have this one among them, whatever it is', () => {
    for (const chance of chances(500)) {
      const lr = Number((10 ** (chance * 9 - 7)).toPrecision(3));
      const found = rates(lr);
      expect(found).toHaveLength(6);
      expect(found).toContain(lr);
      found.reduce((before, each) => {
        expect(each).toBeGreaterThan(before * 1.4);
        return each;
      }, 0);
      expect(check(draft(...defaults('lr', experiment({ lr }), [])), RATE).race?.values).toEqual(found);
    }
  });
});

it('begins with all optimisers, and with six seeds from this one on', () => {
  expect(defaults('optimizer', experiment(), ['SGD', 'Adam'])).toEqual(['SGD', 'Adam']);
  expect(defaults('seed', experiment({}, 41), [])).toEqual(['41', '42', '43', '44', '45', '46']);
  expect(defaults('seed', experiment({}, 2 ** 31 - 1), []).at(-1)).toBe(String(2 ** 31 - 1));
});

it('offers momentum only where the optimiser has it', () => {
  expect(choices(training())).toEqual(['lr', 'optimizer', 'loss', 'momentum', 'weight_decay', 'seed']);
  expect(choices(training({ optimizer: 'Adadelta' }))).toEqual(['lr', 'optimizer', 'loss', 'weight_decay', 'seed']);
});

describe('what was typed', () => {
  it('becomes a race, its values in order', () => {
    expect(check({ differs: 'lr', values: ['0,1', ' 1e-3', '2'], epochs: '0.5' }, RATE)).toEqual({
      problems: ['', '', ''],
      few: '',
      epochs: '',
      race: { differs: 'lr', values: [0.001, 0.1, 2], epochs: 0.5 },
    });
  });

  it('is wrong where it is no number, too large, or there twice', () => {
    const found = check(draft('0.1', 'x', '101', '1e-1', ''), RATE);
    expect(found.problems).toEqual([
      '',
      'A number is wanted.',
      'At most 100.',
      'There is one already.',
      'A number is wanted.',
    ]);
    expect(found.race).toBeNull();
    expect(check(draft('1', '1.5'), SEED).problems).toEqual(['', 'A whole number is wanted.']);
  });

  it('is too little for one net, and too much for thirteen', () => {
    expect(check(draft('1'), RATE)).toMatchObject({ few: 'A race needs two nets at least.', race: null });
    const many = Array.from({ length: MOST + 1 }, (_, i) => String(i));
    expect(check(draft(...many), RATE).race).toBeNull();
    expect(check(draft(...many.slice(1)), RATE).race?.values).toHaveLength(MOST);
  });

  it('has an end', () => {
    for (const epochs of ['0', '101', '', 'x'])
      expect(check({ ...draft('1', '2'), epochs }, RATE)).toMatchObject({
        race: null,
        epochs: expect.stringMatching(/./),
      });
  });

  it('keeps each value once, rising, however it is mixed', () => {
    for (let round = 0; round < 50; round++) {
      const numbers = chances(60)
        .slice(round, round + 2 + (round % 11))
        .map((chance) => Number((chance * 100).toPrecision(4)));
      const found = check(draft(...numbers.map(String)), RATE);
      expect(found.race?.values).toEqual([...numbers].sort((a, b) => a - b));
    }
  });
});

it('puts names in the order of the server', () => {
  expect(inOrder(['AdamW', 'SGD', 'Adam'], RULE)).toEqual(['SGD', 'Adam', 'AdamW']);
  expect(check({ differs: 'optimizer', values: ['SGD', 'Lion'], epochs: '1' }, RULE).race).toBeNull();
});

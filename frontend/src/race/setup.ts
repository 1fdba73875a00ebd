/** What a race is to be, as it is typed: the values it begins with, and what is wrong with those that people type. */
import type { Experiment, RaceSettings, RaceSoFar, TrainingSettings } from '../link/protocol.gen';
import { layout } from '../training/relevant';
import { parse, show } from '../form/number';
import type { Schema } from '../form/schema';

export type Differs = RaceSoFar['differs'];
export type Value = RaceSoFar['values'][number];

export const FEWEST = 2;
export const MOST = 12;

/** Passes over the training examples, as the server takes them. */
const EPOCHS: Schema = { type: 'number', exclusiveMinimum: 0, maximum: 100 };

/** A race as it is typed. */
export interface Draft {
  readonly differs: Differs;
  /** One a net. */
  readonly values: readonly string[];
  readonly epochs: string;
}

export interface Checked {
  /** What is wrong with each value; '': nothing. */
  readonly problems: readonly string[];
  /** What is wrong with how many there are; '': nothing. */
  readonly few: string;
  readonly epochs: string;
  /** The race, its values in order; null: something is wrong. */
  readonly race: RaceSettings | null;
}

/** What nets can differ in under these settings: momentum is nothing to an optimiser that has none. */
export function choices(training: TrainingSettings): Differs[] {
  const { main, more } = layout(training, ['lr', 'optimizer', 'momentum', 'weight_decay']);
  const used = new Set<string>([...main, ...more, 'loss', 'seed']);
  return (['lr', 'optimizer', 'loss', 'momentum', 'weight_decay', 'seed'] as const).filter((each) => used.has(each));
}

/** The values that a race begins with. `options`: what an optimiser, or a loss, can be. */
export function defaults(differs: Differs, experiment: Experiment, options: readonly string[]): string[] {
  const { training, seed } = experiment;
  switch (differs) {
    case 'lr':
      return rates(training.lr).map(show);
    case 'optimizer':
    case 'loss':
      return [...options];
    case 'momentum':
      return ['0', '0.5', '0.9', '0.99'];
    case 'weight_decay':
      return ['0', '0.0001', '0.001', '0.01', '0.1'];
    case 'seed': {
      const first = Math.min(seed, LARGEST_SEED - 5);
      return Array.from({ length: 6 }, (_, i) => String(first + i));
    }
  }
}

const LARGEST_SEED = 2 ** 31 - 1;
const LARGEST_RATE = 100;

/** 0.001, 0.003, 0.01, …: the k-th, with 0 for 1. */
function rung(k: number): number {
  return Number(`${k % 2 === 0 ? 1 : 3}e${Math.floor(k / 2)}`);
}

/**
 * Six learning rates, rising, each about three times the one before: this one, three below and two above it, along 1, 3, 10, 30.
 * This one stands in for its neighbour there. Of 0, from which nothing is learned, there is no such neighbour: 0.003 is the middle.
 */
export function rates(lr: number): number[] {
  const middle = lr > 0 ? Math.round(2 * Math.log10(lr)) : -5;
  const top = Math.min(middle + 2, 2 * Math.log10(LARGEST_RATE));
  return Array.from({ length: 6 }, (_, i) => {
    const k = top - 5 + i;
    return k === middle && lr > 0 ? lr : rung(k);
  });
}

/** A value as a race shows it beside others. */
export function fieldText(value: Value): string {
  return typeof value === 'string' ? value : show(value);
}

/** The race that was typed, or what is wrong with it. `schema`: of a value. */
export function check(draft: Draft, schema: Schema): Checked {
  const seen = new Set<Value>();
  const values: Value[] = [];
  const problems = draft.values.map((text) => {
    const found = valueOf(text, schema);
    if ('problem' in found) return found.problem;
    if (seen.has(found.value)) return 'There is one already.';
    seen.add(found.value);
    values.push(found.value);
    return '';
  });
  const few = draft.values.length < FEWEST ? 'A race needs two nets at least.' : '';
  const passes = parse(draft.epochs, EPOCHS);
  const epochs = 'problem' in passes ? passes.problem : '';
  const good = !few && problems.every((problem) => !problem) && values.length <= MOST && 'value' in passes;
  const race = good ? { differs: draft.differs, values: inOrder(values, schema), epochs: passes.value ?? 1 } : null;
  return { problems, few, epochs, race };
}

function valueOf(text: string, schema: Schema): { value: Value } | { problem: string } {
  if (schema.enum)
    return schema.enum.includes(text) ? { value: text as Value } : { problem: 'There is none of this name.' };
  const parsed = parse(text, schema);
  if ('problem' in parsed) return parsed;
  return parsed.value === null ? { problem: 'A number is wanted.' } : { value: parsed.value };
}

/** Rising; what is no number: as the server lists it. */
export function inOrder(values: readonly Value[], schema: Schema): Value[] {
  const place = (value: Value) => (typeof value === 'number' ? value : (schema.enum?.indexOf(value) ?? 0));
  return [...values].sort((a, b) => place(a) - place(b));
}

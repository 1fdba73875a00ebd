/** Which settings mean something beside which others, and how they are stepped. */
import type { TrainingSettings } from '../link/protocol.gen';
import type { Stepping } from '../form/number';

export type Field = keyof TrainingSettings;

const OWN: Record<string, readonly Field[]> = {
  SGD: ['momentum', 'nesterov'],
  Adam: ['momentum', 'beta2'],
  AdamW: ['momentum', 'beta2'],
  RMSprop: ['momentum'],
  Adadelta: [],
};

const COURSE: Record<string, readonly Field[]> = {
  constant: [],
  step: ['step_epochs', 'gamma'],
  cosine: [],
  'one-cycle': ['warm'],
};

export interface Layout {
  readonly main: readonly Field[];
  /** Behind "More". */
  readonly more: readonly Field[];
}

/** The fields that matter for these settings, but for the loss, in the order they are shown. `known`: those the server has. */
export function layout(settings: TrainingSettings, known: readonly string[]): Layout {
  const own = (OWN[settings.optimizer] ?? []).filter((field) => field !== 'nesterov' || settings.momentum > 0);
  const course = COURSE[settings.schedule] ?? [];
  const first = settings.optimizer === 'SGD' ? own : [];
  const main: Field[] = ['optimizer', 'lr', ...first, 'schedule', ...course, 'batch_size', 'epochs', 'weight_decay'];
  const more: Field[] = [...own.filter((field) => !first.includes(field)), 'patience'];
  const all = new Set<string>([...main, ...more, ...Object.values(OWN).flat(), ...Object.values(COURSE).flat()]);
  // A setting that is newer than this page is shown all the same.
  const unknown = known.filter((field) => !all.has(field) && field !== 'loss') as Field[];
  const has = (field: string) => known.includes(field);
  return { main: main.filter(has), more: [...more.filter(has), ...unknown] };
}

const STEPPING: Partial<Record<Field, Stepping>> = {
  lr: '1-2-5',
  weight_decay: '1-2-5',
  batch_size: 'double',
  momentum: 0.05,
  beta2: 0.001,
  gamma: 0.1,
  warm: 0.05,
};

export function stepping(field: Field): Stepping {
  return STEPPING[field] ?? 1;
}

/** A field's name where the optimiser has a better one. */
export function nameOf(field: Field, title: string, settings: TrainingSettings): string {
  return field === 'momentum' && settings.optimizer.startsWith('Adam') ? 'Beta 1' : title;
}

/** What the page shows of a task. Each task is a folder beside this file, whose `task.ts` has it as its default. */
import type { Component } from 'svelte';
import type { Named } from '../link/catalog.gen';
import type { Augment, DataSettings, Prediction, Showcase } from '../link/protocol.gen';
import type { Schema } from '../form/schema';
import type { Previewed } from '../state/beside';
import type { Theme } from '../paint/colours';
import Answer from './plain/Answer.svelte';

export interface AnswerProps {
  /** The newest; it stays until the next one comes. */
  prediction: Prediction | null;
  /** The numbers of an answer, in their order. */
  names: readonly Named[];
  /** It is about something of one's own, not about what stands in for it. */
  own: boolean;
  /** What is given is nothing yet. */
  dots: boolean;
  /** The net can answer. */
  valid: boolean;
  /** It is the answer of a net, or of a step, that is gone. */
  stale: boolean;
}

export interface ShowcaseProps {
  showcase: Showcase | null;
  names: readonly Named[];
  /** It is that of another step than the net is at. */
  old: boolean;
  /** Of one input. */
  shape: readonly number[];
  theme: Theme;
  /** Test examples that are here, by their number. */
  examples: ReadonlyMap<number, Uint8Array>;
  /** These test examples are wanted. */
  onwant: (indices: number[]) => void;
  /** Gives the net a test example. */
  onpick: (index: number) => void;
}

export interface DataFieldsProps {
  /** Of `Augment`. */
  schema: Schema;
  /** A change of it starts the training anew. */
  anew: boolean | undefined;
  data: DataSettings;
  names: readonly Named[];
  /** What to say of an augmentation on this data set, by its name. */
  warnings: Readonly<Record<string, string>>;
  preview: Previewed | null;
  theme: Theme;
  onchange: (augment: Augment) => void;
  /** Asks for a preview with these settings. */
  onpreview: (data: DataSettings) => void;
}

export interface Task {
  /** As data sets and answers have it. */
  readonly name: string;
  /** What a net says of one example. */
  readonly Answer: Component<AnswerProps>;
  /** Where it is wrong; null: that is not shown. */
  readonly Showcase: Component<ShowcaseProps> | null;
  /** How its data are varied; null: they are not. */
  readonly DataFields: Component<DataFieldsProps> | null;
  /** Some of its targets can be made wrong on purpose. */
  readonly noise: boolean;
}

const found = import.meta.glob<Task>('./*/task.ts', { eager: true, import: 'default' });
const tasks = new Map(Object.values(found).map((task) => [task.name, task]));

/** The task of this name; of one that the page does not know there is a table of the answer. */
export function taskOf(name: string): Task {
  return tasks.get(name) ?? { name, Answer, Showcase: null, DataFields: null, noise: false };
}

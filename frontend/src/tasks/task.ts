/** What the page shows of a task. Each task is a folder beside this file, whose `task.ts` has it as its default. */
import type { Component, Snippet } from 'svelte';
import type { Catalog, Named } from '../link/catalog.gen';
import type {
  Augment,
  DataSettings,
  Example,
  Experiment,
  Prediction,
  SampleExample,
  Showcase,
} from '../link/protocol.gen';
import type { Schema } from '../form/schema';
import type { Previewed } from '../state/beside';
import type { Theme } from '../paint/colours';
import type { Normal } from '../paint/normal';
import Answer from './plain/Answer.svelte';
import PlainPad from './plain/Pad.svelte';
import { Shown } from './plain/shown.svelte';
import type { Right } from './right.svelte';

/** What is needed of the store for what a net is given. */
export interface Needed {
  readonly looking: {
    readonly prediction: Prediction | null;
    /** The example that was asked for last. */
    readonly sample: SampleExample | null;
    draw(example: Example | null, target?: number[] | null): void;
    askSample(split: 'train' | 'test', index: number | null): void;
  };
  readonly editing: { readonly experiment: Experiment | null };
  readonly choosing: { readonly catalog: Catalog | null };
}

/** What the net is given at this screen. It stays while another task is here. */
export interface Given {
  /** It is something of one's own; else an example stands in for that. */
  readonly own: boolean;
  /** It is nothing yet, such as a dot of the pen, and the net is not shown it. */
  readonly dots: boolean;
  /** One byte a pixel and channel, in the net's input shape; null: it is no picture, or there is none. */
  readonly bytes: Uint8Array | null;
  /** What is said of it; empty: nothing. */
  readonly caption: string;
  /** How its pixels are made numbers for the net; null: they are not pixels, or that is not known yet. */
  readonly normal: Normal | null;
  /** What was put there is not for this net or data set: it is not shown. */
  readonly out: boolean;
  readonly right: Right;
  /** Shows it to the net, anew. */
  show(): void;
  /** This example was asked for. */
  take(sample: SampleExample): void;
  undo(): void;
  redo(): void;
}

export interface PadProps<G extends Given = Given> {
  given: G;
  theme: Theme;
  /** Something was done to it, or taken back. */
  ontouch: () => void;
  /** What is done with something of one's own besides. */
  children?: Snippet;
}

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
  /** What a net is given: begun once, whatever is shown. */
  readonly given: (store: Needed) => Given;
  /** Where that is drawn or chosen. */
  readonly Pad: Component<PadProps>;
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

const plain: Task = {
  name: '',
  given: (store) => new Shown(store),
  Pad: PlainPad as Component<PadProps>,
  Answer,
  Showcase: null,
  DataFields: null,
  noise: false,
};

/** The task of this name; of one that the page does not know there are numbers, and a table of the answer. */
export function taskOf(name: string): Task {
  return tasks.get(name) ?? { ...plain, name };
}

/** What nets are given, by the name of the task. */
export function beginAll(store: Needed): (name: string) => Given {
  const begun = new Map([...tasks.values()].map((task) => [task.name, task.given(store)]));
  const shown = plain.given(store);
  return (name) => begun.get(name) ?? shown;
}

// Generated from the models in backend/inkling/web/schema.py by `npm run protocol`. Do not edit.

import type {Augment, LayerSpec, LossSpec, TrainingSettings} from './protocol.gen';

export type DatasetInfo = ImagesTold | Told;

/**
 * What the server offers.
 */
export interface Catalog {
  layers: CatalogEntry[];
  presets: PresetInfo[];
  datasets: DatasetInfo[];
  tasks: TaskInfo[];
  /**
   * The usual one first.
   */
  losses: LossInfo[];
  /**
   * The learning rates that suit each optimiser.
   */
  rates: {
    [k: string]: Rate;
  };
  training: Schema;
  data: Schema;
  augment: Schema;
  seed: Schema;
}
/**
 * A layer type on offer.
 */
export interface CatalogEntry {
  /**
   * Its name in torch.nn.
   */
  type: string;
  title: string;
  family: 'dense' | 'convolution' | 'pooling' | 'activation' | 'shape' | 'joining' | 'regularisation' | 'normalisation';
  /**
   * Its place in the palette; lower comes first.
   */
  order: number;
  help: string;
  schema: Schema;
  /**
   * Its arguments, as they are unless somebody says otherwise.
   */
  defaults: {
    [k: string]: unknown;
  };
}
/**
 * The part of JSON Schema that pydantic writes for settings and arguments: forms are drawn from it.
 */
export interface Schema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  anyOf?: Schema[];
  items?: Schema | boolean;
  prefixItems?: Schema[];
  properties?: {
    [k: string]: Schema;
  };
  /**
   * Of a setting: a change of it starts the training anew.
   */
  anew?: boolean;
  [k: string]: unknown;
}
/**
 * A net to begin with, and its training.
 */
export interface PresetInfo {
  /**
   * Its slug.
   */
  name: string;
  title: string;
  help: string;
  net: PresetNet;
  training: TrainingSettings;
  /**
   * null: leave the data as they are.
   */
  augment: Augment | null;
}
/**
 * A net without what it takes, which is the data set's.
 */
export interface PresetNet {
  layers: LayerSpec[];
}
/**
 * A data set of images, each of one of some classes.
 */
export interface ImagesTold {
  name: string;
  title: string;
  help: string;
  task: 'images';
  /**
   * Channels, height, width.
   *
   * @minItems 3
   * @maxItems 3
   */
  input: [number, number, number];
  /**
   * Each room has its own examples; there is nothing to download.
   */
  of_room: boolean;
  /**
   * Its twin, which differs from it in one thing.
   */
  switch: Switch | null;
  /**
   * The numbers of an answer, in their order.
   */
  answers: Named[];
  classes: string[];
  /**
   * A pixel x, 0 to 1, is given to the net as (x - mean) / std.
   */
  mean: number;
  std: number;
  /**
   * What to say of an augmentation, by its name.
   */
  warnings: {
    [k: string]: string;
  };
  writing: Writing;
}
/**
 * A data set has a twin, which differs from it in one thing: people choose between the two with a switch.
 */
export interface Switch {
  /**
   * What the switch is called: of both twins alike.
   */
  title: string;
  help: string;
  /**
   * How it stands with this data set.
   */
  on: boolean;
  /**
   * The name of the twin, with which it stands the other way.
   */
  other: string;
}
/**
 * A number of an answer.
 */
export interface Named {
  name: string;
  /**
   * "": it has none.
   */
  unit: string;
}
/**
 * How a drawing is written anew for a net, so that it is like the images that the net has learned from.
 */
export interface Writing {
  /**
   * The longer side of the ink, as a share of the sheet's shorter one.
   */
  box: number;
  /**
   * How wide the pen is, as a share of the ink's longer side.
   */
  pen: number;
  /**
   * What lies in the middle of the sheet: the ink's centre of mass, or the middle of the box around it.
   */
  middle: 'mass' | 'box';
}
/**
 * What the page is told of a data set. A task that has more to tell extends it, and narrows `task` to its own name.
 */
export interface Told {
  name: string;
  title: string;
  help: string;
  /**
   * The name of what is asked of nets that learn from it.
   */
  task: string;
  /**
   * Of one example's input; a picture's: channels, height, width.
   */
  input: number[];
  /**
   * Each room has its own examples; there is nothing to download.
   */
  of_room: boolean;
  /**
   * Its twin, which differs from it in one thing.
   */
  switch: Switch | null;
  /**
   * The numbers of an answer, in their order.
   */
  answers: Named[];
}
/**
 * What is asked of a net.
 */
export interface TaskInfo {
  name: string;
  title: string;
  /**
   * How a net is judged, beside the loss; the first is what races are for.
   */
  measures: Measure[];
  /**
   * Names of the losses that nets can learn by, the usual one first.
   */
  losses: string[];
}
/**
 * A figure that says how well a net does.
 */
export interface Measure {
  name: string;
  title: string;
  better: 'more' | 'less';
  /**
   * It is a share of the examples, 0 to 1, and told in per cent.
   */
  share: boolean;
  /**
   * Its title where there is little room; "": that is short enough.
   */
  short: string;
}
/**
 * A loss on offer.
 */
export interface LossInfo {
  /**
   * Its name in torch.nn.
   */
  type: string;
  title: string;
  /**
   * The type of the layer that a net has to end in for it; "": any.
   */
  after: string;
  /**
   * What an answer's percentages are; "": the softmax of the outputs.
   */
  answers: string;
  help: string;
  schema: Schema;
  /**
   * It, with its usual arguments.
   */
  defaults: LossSpec;
}
/**
 * Learning rates of an optimiser, on nets of the size of the presets'.
 */
export interface Rate {
  /**
   * What it begins with.
   */
  usual: number;
  /**
   * Below it hardly learns.
   */
  least: number;
  /**
   * Above it learns to nothing.
   */
  most: number;
}

/**
 * How the loss depends on one number.
 *
 * Args:
 *     axis: what that number is, in words.
 *     x: rising, at most `POINTS`.
 *     lines: the loss at each x; all are finite.
 */
export interface LossCurve {
  axis: string;
  x: number[];
  lines: CurveLine[];
}
/**
 * One line of a picture: its name, "" where there is but one, and its height at each x.
 */
export interface CurveLine {
  name: string;
  y: number[];
}

/** What the server offers (GET api/catalog): layer types, presets, data sets, and the JSON Schemas that forms are drawn from. */
import type { CatalogEntry, Schema } from './layers';
import type { Augment, LossSpec, NetSpec, TrainingSettings } from './protocol.gen';

export interface Preset {
  /** Its slug. */
  name: string;
  title: string;
  help: string;
  /** Its layers; what it takes is the data set's. */
  net: Pick<NetSpec, 'layers'>;
  training: TrainingSettings;
  /** null: leave the data as they are. */
  augment: Augment | null;
}

/** How a drawing is made like the images of a data set. */
export interface Writing {
  /** The longer side of the ink, as a share of the sheet's shorter one. */
  readonly box: number;
  /** How wide the pen is, as a share of the ink's longer side. */
  readonly pen: number;
  /** What lies in the middle of the sheet: the ink's centre of mass, or the middle of the box around it. */
  readonly middle: 'mass' | 'box';
}

export interface DatasetInfo {
  name: string;
  title: string;
  help: string;
  classes: string[];
  input: [number, number, number];
  /** A pixel x, 0 to 1, is given to the net as (x − mean) / std. */
  mean: number;
  std: number;
  /** What to say of an augmentation, by its name: {"rotate": "6 and 9 …"}. */
  warnings: Record<string, string>;
  /** How a drawing is made like its images. */
  writing?: Writing;
  /** Its twin, which differs from it in one thing. */
  switch?: { title: string; help: string; on: boolean; other: string } | null;
  /** Each room has its own images; there is nothing to download. */
  of_room?: boolean;
}

export interface LossInfo {
  /** Its name in torch.nn. */
  type: string;
  title: string;
  help: string;
  /** The type of the layer that a net has to end in for it; '': any. */
  after: string;
  /** What an answer’s percentages are; '': the softmax of the outputs. */
  answers: string;
  /** Of its arguments. */
  schema: Schema;
  /** It, with its usual arguments. */
  defaults: LossSpec;
}

/** The learning rates of an optimiser. */
export interface Rate {
  readonly usual: number;
  /** Below and above these it hardly learns, or learns to nothing. */
  readonly least: number;
  readonly most: number;
}

export type Rates = Readonly<Record<string, Rate>>;

export interface Catalog {
  layers: CatalogEntry[];
  presets: Preset[];
  datasets: DatasetInfo[];
  losses: LossInfo[];
  /** The learning rates that suit each optimiser. */
  rates: Rates;
  training: Schema;
  data: Schema;
  augment: Schema;
  seed: Schema;
}

/** What there is to choose from, as soon as the server answers; while it does not, the page says so, and it is asked again. */
export async function getCatalog(): Promise<Catalog> {
  for (let wait = 500; ; wait = Math.min(2 * wait, 8000)) {
    try {
      const answer = await fetch(new URL('api/catalog', document.baseURI));
      if (answer.ok) return (await answer.json()) as Catalog;
    } catch {
      // The server is not there.
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** What the server tells of a data set of labelled images, and what goes for one until it has. */
import type { DatasetInfo, ImagesTold, Named } from '../../link/catalog.gen';

/** The data set, where it is one of labelled images; else undefined. */
export function toldOf(dataset: DatasetInfo | undefined): ImagesTold | undefined {
  return dataset?.task === 'images' ? (dataset as ImagesTold) : undefined;
}

/** The task, a net's input and its answers, until it is known what they are: those of MNIST. */
export const UNTOLD = {
  task: 'images',
  shape: [1, 28, 28],
  answers: Array.from({ length: 10 }, (_, digit): Named => ({ name: String(digit), unit: '' })),
} as const;

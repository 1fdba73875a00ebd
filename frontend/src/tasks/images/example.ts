/** An example of this task, and what is said of it on the pad. */
import type { Named } from '../../link/catalog.gen';
import type { Example, SampleExample } from '../../link/protocol.gen';

/** Pixels as a net is given them: one byte each, of this many channels, rows and columns. */
export function exampleOf(pixels: Uint8Array, size: readonly number[]): Example {
  return { signal: 'picture', size: [...size], values: pixels };
}

/** Of the one that stands in for an empty pad. */
export const UNTIL_DRAWN = 'A test image, until you draw';
/** Of that one, once it is put on the pad. */
export const STAND_IN = 'A test image';

/** "Test image 4711: 7", of one that was asked for. `answers`: those of its data set. */
export function captionOf({ split, index, target }: SampleExample, answers: readonly Named[] = []): string {
  const [label = 0] = target;
  return `${split === 'test' ? 'Test' : 'Training'} image ${index}: ${answers[label]?.name ?? label}`;
}

import { expect, it } from 'vitest';
import type { SampleExample } from '../../link/protocol.gen';
import { captionOf, exampleOf } from './example';

const sample: SampleExample = {
  kind: 'sample',
  dataset: 'fashion',
  split: 'test',
  index: 4711,
  target: [1],
  example: exampleOf(new Uint8Array(784), [1, 28, 28]),
};

it('is said to be of the test or of the training images, which one, and what it is', () => {
  const answers = [
    { name: 'Coat', unit: '' },
    { name: 'Bag', unit: '' },
  ];
  expect(captionOf(sample, answers)).toBe('Test image 4711: Bag');
  expect(captionOf({ ...sample, split: 'train' })).toBe('Training image 4711: 1');
});

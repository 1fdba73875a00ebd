import { expect, it } from 'vitest';
import { epochOf, logShare, loss, measured, rate } from './words';

it.each([
  [2.3026, '2.303'],
  [0.0753, '0.075'],
  [0.00312, '0.0031'],
  [0.00000042, '4.2e−7'],
  [0, '0.000'],
  [123456, '1.2e+5'],
  [NaN, 'NaN'],
  [Infinity, '∞'],
])('a loss of %d is %s', (value, text) => expect(loss(value)).toBe(text));

it.each([
  [0.003, '0.003'],
  [0.0001, '0.0001'],
  [0.00001, '1e−5'],
  [0.000012345, '1.23e−5'],
  [10, '10'],
  [0, '0'],
  [0.30000000000000004, '0.3'],
])('a rate of %d is %s', (value, text) => expect(rate(value)).toBe(text));

it('says what a score was measured on', () => {
  expect(measured({ size: 2000, whole: false }, 10000, 'test')).toBe('on 2\u202f000 of 10\u202f000 test examples');
  expect(measured({ size: 10000, whole: true }, 10000, 'test')).toBe('on all 10\u202f000 test examples');
  expect(measured({ size: 2000, whole: false }, 0, 'test')).toBe('on 2\u202f000 test examples');
});

it.each([
  [0, 3, 'Epoch 1 of 3'],
  [0.99, 3, 'Epoch 1 of 3'],
  [1, 3, 'Epoch 2 of 3'],
  [3, 3, 'Epoch 3 of 3'],
  [0, 0, ''],
])('%d of %d epochs is %s', (epoch, epochs, text) => expect(epochOf(epoch, epochs)).toBe(text));

it('places a number between powers of ten', () => {
  expect(logShare(1e-6, 1e-6, 100)).toBe(0);
  expect(logShare(0.01, 1e-6, 100)).toBeCloseTo(0.5, 12);
  expect(logShare(1e9, 1e-6, 100)).toBe(1);
  expect(logShare(0, 1e-6, 100)).toBe(0);
});

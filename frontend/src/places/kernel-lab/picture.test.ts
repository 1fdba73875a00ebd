import { expect, it } from 'vitest';
import { differences, extent, inColour, inGrey, ofBytes, picture, plane, shifted, toggled } from './picture';

const nine = picture(1, 3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]);

it('is made of bytes, where they are as many as it has numbers', () => {
  expect(ofBytes(new Uint8Array([0, 255, 51, 102]), [1, 2, 2])).toEqual(picture(1, 2, 2, [0, 1, 0.2, 0.4]));
  expect(ofBytes(new Uint8Array(3), [1, 2, 2])).toBeNull();
  expect(ofBytes(null, [1, 2, 2])).toBeNull();
});

it('toggles cells between two numbers', () => {
  const signs = picture(1, 1, 3, [-1, 1, -1]);
  expect([toggled(signs, 1), toggled(signs, -1)]).toEqual([-1, 1]);
  expect(toggled(picture(1, 1, 2, [-1, -1]), -1)).toBe(1);
  expect([0, 9, 4].map((each) => toggled(picture(1, 1, 3, [0, 9, 4]), each))).toEqual([9, 0, 9]);
  expect(toggled(picture(1, 1, 2), 0)).toBe(1);
  expect(toggled(picture(1, 1, 2, [1, 1]), 1)).toBe(0);
});

it('moves its content, and zeros come in', () => {
  expect([...shifted(nine, 1, 0).data]).toEqual([0, 1, 2, 0, 4, 5, 0, 7, 8]);
  expect([...shifted(nine, -1, 0).data]).toEqual([2, 3, 0, 5, 6, 0, 8, 9, 0]);
  expect([...shifted(nine, 0, 1).data]).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 6]);
  expect([...shifted(nine, 2, -1).data]).toEqual([0, 0, 4, 0, 0, 7, 0, 0, 0]);
  expect([...shifted(nine, 3, 0).data]).toEqual(new Array(9).fill(0));
  expect([...shifted(nine, 0, -9).data]).toEqual(new Array(9).fill(0));
  expect(shifted(nine, 0, 0)).toBe(nine);
});

it('moves each channel by itself', () => {
  const two = picture(2, 1, 2, [1, 2, 3, 4]);
  expect([...shifted(two, 1, 0).data]).toEqual([0, 1, 0, 3]);
});

it('weighs colours as Rec. 601 does, and keeps grey as it is', () => {
  const colours = picture(3, 1, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect([...inGrey(colours).data].map((value) => Math.round(1000 * value))).toEqual([299, 587, 114]);
  expect([...inGrey(inColour(nine)).data].map((value) => Math.round(1e6 * value) / 1e6)).toEqual([...nine.data]);
  expect([...plane(colours, 1).data]).toEqual([0, 1, 0]);
  expect(inColour(colours)).toBe(colours);
});

it('counts what differs, and knows its range', () => {
  expect(differences(nine, shifted(nine, 1, 0))).toBe(9);
  expect(differences(nine, picture(1, 3, 3, [1, 2, 3, 4, 5, 6, 7, 8, -9]))).toBe(1);
  expect(differences(nine, nine)).toBe(0);
  expect(extent(nine)).toEqual([1, 9]);
});

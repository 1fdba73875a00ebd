import { expect, it } from 'vitest';
import { inPlace, placeOf } from './places';

it('keeps the place in the address, and all else that stands there', () => {
  const url = new URL('http://localhost:8000/?room=ABC#e=xyz');
  expect(placeOf(url)).toBe('net');
  const lab = inPlace(url, 'lab');
  expect(lab.href).toBe('http://localhost:8000/?room=ABC&place=lab#e=xyz');
  expect(placeOf(lab)).toBe('lab');
  expect(inPlace(lab, 'net').href).toBe(url.href);
});

it('takes a place that is none for the net', () => {
  expect(placeOf(new URL('http://localhost/?place=<b>'))).toBe('net');
});

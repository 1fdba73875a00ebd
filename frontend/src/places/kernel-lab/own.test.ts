import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetOwn, keepOwn, keptOwn } from './own';
import { picture } from './picture';

beforeEach(() => sessionStorage.clear());
afterEach(() => vi.unstubAllGlobals());

it('keeps a small picture number by number, and a photograph byte by byte', () => {
  expect(keptOwn()).toBeNull();
  const small = picture(1, 2, 3, [0, -1 / 9, 1e9, 0.1, 2, 3]);
  keepOwn(small);
  expect(keptOwn()).toEqual(small);
  const large = picture(
    3,
    40,
    50,
    Array.from({ length: 6000 }, (_, i) => ((i * 7) % 256) / 255),
  );
  keepOwn(large);
  expect(keptOwn()).toEqual(large);
  forgetOwn();
  expect(keptOwn()).toBeNull();
});

it.each([
  '',
  'x',
  '1 2 3 !',
  '1 2 3 AAAA',
  '4 1 1 AAAAAAAAAAAAAAAAAAAAAA==',
  '1 0 3 ',
  '1 1 1 AADAfw==',
  '3 9999 9999 AAAA',
])('reads nothing else: %s', (text) => {
  sessionStorage.setItem('inkling.lab.own', text);
  expect(keptOwn()).toBeNull();
});

it('does without storage', () => {
  const no = () => {
    throw new DOMException('no', 'SecurityError');
  };
  vi.stubGlobal('sessionStorage', { getItem: no, setItem: no, removeItem: no });
  keepOwn(picture(1, 1, 1));
  expect(keptOwn()).toBeNull();
});

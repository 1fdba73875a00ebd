import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { arrived, keepLate } from './late';

beforeEach(() => history.replaceState(null, '', '/?place=lab#lab=old'));
afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

const next = () => new URL('/?place=lab#lab=new', location.href);

it('a page that is loaded anew is where its address was about to be, once', () => {
  keepLate(next());
  expect(arrived('reload').hash).toBe('#lab=new');
  expect(arrived('reload').hash).toBe('#lab=old');
});

it.each(['navigate', 'back_forward'])('otherwise an address is what it says: %s', (how) => {
  keepLate(next());
  expect(arrived(how).hash).toBe('#lab=old');
  expect(sessionStorage).toHaveLength(0);
});

it.each(['nonsense', '', 'https://elsewhere.example/#lab=new', 'javascript:1'])(
  'no other page is gone to: %s',
  (kept) => {
    sessionStorage.setItem('inkling.late', kept);
    expect(arrived('reload').hash).toBe('#lab=old');
  },
);

it('without storage the address is what it is', () => {
  const forbidden = () => {
    throw new DOMException('no', 'SecurityError');
  };
  vi.stubGlobal('sessionStorage', { getItem: forbidden, setItem: forbidden, removeItem: forbidden });
  keepLate(next());
  expect(arrived('reload').hash).toBe('#lab=old');
});

import { describe, expect, it } from 'vitest';
import { read, write } from './address';
import type { Experiment } from '../link/protocol.gen';
import { returned, typed } from './turned';

const mine = { net: { input: [1, 28, 28], layers: [] }, seed: 1 } as unknown as Experiment;
const other = { net: { input: [1, 28, 28], layers: [] }, seed: 2 } as unknown as Experiment;
const base = new URL('http://127.0.0.1:8000/');
const here = { room: 'K7AX', experiment: mine };
const keys = (room: string | null) => (room === 'H4LL' ? 'key of H4LL' : null);
const aim = (url: URL) => typed(read(url), here, keys);

describe('a fragment that changes under an open page', () => {
  it.each(['', '#net', '#foo', '#e', '#e=', '#e=rubbish', '#key=', '#key=<b>', '#%', '#E=abc'])(
    'leads nowhere if it is %s',
    (hash) => {
      expect(aim(new URL(hash, base))).toBeNull();
    },
  );

  it('leads nowhere if it is what is shown already', () => {
    expect(aim(write(base, mine, 'K7AX'))).toBeNull();
    expect(aim(write(base, mine, null))).toBeNull();
  });

  it('opens the experiment of a link', () => {
    expect(aim(write(base, other, null))).toEqual({ room: null, experiment: other, join: false, key: null });
  });

  it('opens it in a room of its own, where it stands behind the code of the room at hand', () => {
    expect(aim(write(base, other, 'K7AX'))).toEqual({ room: null, experiment: other, join: false, key: null });
  });

  it('makes the presenter with a key', () => {
    const presenter = typed(read(new URL('#key=abc', base)), here, () => 'abc');
    expect(presenter).toEqual({ room: null, experiment: null, join: false, key: 'abc' });
  });
});

describe('going back', () => {
  const back = (url: URL, room: string) => returned(read(url), room, here, keys);

  it('leads nowhere within a room, whatever it has become since', () => {
    expect(back(write(base, other, 'K7AX'), 'K7AX')).toBeNull();
    expect(back(write(base, other, null), 'K7AX')).toBeNull();
  });

  it('leads to the room that was left, with its key', () => {
    const aim = { room: 'H4LL', experiment: other, join: false, key: 'key of H4LL' };
    expect(back(write(base, other, 'H4LL'), 'H4LL')).toEqual(aim);
  });

  it("leads to another's room as a viewer", () => {
    const aim = { room: 'M0RE', experiment: null, join: true, key: null };
    expect(back(write(base, null, 'M0RE'), 'M0RE')).toEqual(aim);
  });

  it('leads to the house as it is now', () => {
    expect(back(write(base, other, null), 'F00D')).toEqual({ room: null, experiment: null, join: false, key: null });
  });
});

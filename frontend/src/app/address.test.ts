import LZString from 'lz-string';
import { describe, expect, it } from 'vitest';
import { read, write } from './address';
import type { Experiment } from '../link/protocol.gen';

const experiment = {
  net: {
    input: [1, 28, 28],
    layers: [
      { id: 'a', type: 'Conv2d', out_channels: 8, kernel_size: [3, 5] },
      { id: 'é', type: 'ReLU' },
    ],
  },
  data: { dataset: 'mnist', training_size: null, validation: 0.1, label_noise: 0, augment: {} },
  training: { lr: 0.003 },
  seed: 2 ** 31 - 1,
} as unknown as Experiment;
const base = new URL('http://127.0.0.1:8000/lab/?token=x');

describe('an address', () => {
  it('holds the experiment, and gives it back', () => {
    const url = write(base, experiment, null);
    expect(url.searchParams.get('token')).toBe('x');
    expect(url.pathname).toBe('/lab/');
    expect(read(new URL(url.href))).toEqual({ room: null, experiment, broken: false, key: null, lab: null });
    expect(url.href.length).toBeLessThan(500);
  });

  it('names the room where it is not the house', () => {
    const url = write(base, experiment, 'K7QX');
    expect(url.searchParams.get('room')).toBe('K7QX');
    expect(read(url)).toMatchObject({ room: 'K7QX', broken: false });
    expect(write(url, experiment, null).searchParams.has('room')).toBe(false);
  });

  it('names the room alone, for who looks at that of another', () => {
    const url = write(write(base, experiment, null), null, 'K7QX');
    expect(url.href).toBe(`${base.href}&room=K7QX`);
    expect(read(url)).toMatchObject({ room: 'K7QX', experiment: undefined });
  });

  it('may hold a key, which goes into no other', () => {
    const url = new URL('#key=aZ_-09', base);
    expect(read(url)).toMatchObject({ key: 'aZ_-09', experiment: undefined, broken: false });
    expect(write(url, experiment, null).href).not.toContain('aZ_-09');
    expect(read(new URL('#key=<b>', base)).key).toBe(null);
  });

  it('holds the lab beside the experiment, or beside the room alone', () => {
    const both = write(base, experiment, null, 'N4Ig+-$');
    expect(read(new URL(both.href))).toEqual({ room: null, experiment, broken: false, key: null, lab: 'N4Ig -$' });
    const alone = write(base, null, 'K7QX', 'N4Ig');
    expect(alone.hash).toBe('#lab=N4Ig');
    expect(read(alone)).toMatchObject({ room: 'K7QX', experiment: undefined, broken: false, lab: 'N4Ig' });
    expect(read(write(both, experiment, null)).lab).toBe(null);
  });

  it('may be bare', () => {
    expect(read(base)).toEqual({ room: null, experiment: undefined, broken: false, key: null, lab: null });
  });

  it('may have lost its pluses on the way', () => {
    const url = write(base, experiment, null);
    expect(read(new URL(url.href.replaceAll('+', '%20'))).experiment).toEqual(experiment);
  });
});

describe('whatever stands in it', () => {
  const packed = (text: string) => `#e=${LZString.compressToEncodedURIComponent(text)}`;

  it.each(['#e=', '#e=%', '#e=%E0%A4%A', '#e=!!!!', '#x', '#e=' + 'A'.repeat(300_000), packed('{"a":'), packed('')])(
    'never throws: %.40s',
    (hash) => {
      const url = new URL(base);
      url.hash = hash;
      expect(read(url).experiment).toBeUndefined();
    },
  );

  it('goes to the server as it is, for the server to check', () => {
    expect(read(new URL(packed('[1,2]'), base)).experiment).toEqual([1, 2]);
    expect(read(new URL(packed('{"net":-1}'), base)).experiment).toEqual({ net: -1 });
  });

  it.each(['', 'a b', '<script>', 'A'.repeat(13), '../..'])('takes no room that can not be one: %s', (room) => {
    const url = new URL(base);
    url.searchParams.set('room', room);
    expect(read(url).room).toBeNull();
  });

  it('is read without harm, ten thousand times by chance', () => {
    let seed = 12345;
    const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    const good = write(base, experiment, null).hash.slice(3);
    for (let i = 0; i < 10_000; i++) {
      const at = Math.floor(random() * good.length);
      const letter = String.fromCharCode(33 + Math.floor(random() * 94));
      const url = new URL(base);
      url.hash = `e=${good.slice(0, at)}${random() < 0.5 ? letter : ''}${good.slice(at + 1)}`;
      expect(() => read(url)).not.toThrow();
    }
  });
});

import { describe, expect, it } from 'vitest';
import { lookedAt, lookingAt } from './looked_at';
import { PLACES } from './places';

const NOTHING = { place: 'net', layer: null, unit: null, tab: null, moment: null } as const;

describe('what is looked at', () => {
  it('stands in the address, and all else stays there', () => {
    const url = new URL('http://localhost:8000/?room=ABC#e=xyz');
    expect(lookedAt(url)).toEqual(NOTHING);
    const unit = { layer: 'conv', at: [3, 4, 5] };
    const next = lookingAt(url, { place: 'net', layer: 'conv', unit, tab: 'data', moment: 60 });
    expect(next.href).toBe('http://localhost:8000/?room=ABC&layer=conv&unit=conv*3.4.5&tab=data&moment=60#e=xyz');
    expect(lookingAt(next, { ...NOTHING, place: 'lab' }).href).toBe('http://localhost:8000/?room=ABC&place=lab#e=xyz');
    expect(lookingAt(next, NOTHING).href).toBe(url.href);
  });

  it.each(['a', 'conv-1', 'a*3.4', '*', '**1', '1.2', 'ä ö&=#%+?', '" <b>', '日本', '%41', 'x'.repeat(64)])(
    'comes back as it was, whatever a layer is called: %j',
    (name) => {
      for (const [place] of PLACES)
        for (const layer of [null, name])
          for (const numbers of [null, [0], [9], [3, 4, 5], [0, 999_999_999, 1, 2]])
            for (const moment of [null, 0, 1_234_567]) {
              const unit = numbers && { layer: name, at: numbers };
              const one = { place, layer, unit, tab: moment === 0 ? 'data' : null, moment };
              const written = lookingAt(new URL('http://localhost/?room=ABC#e=x'), one);
              expect(lookedAt(new URL(written.href))).toEqual(one);
              expect(lookingAt(written, one).href).toBe(written.href);
            }
    },
  );

  it.each(['place=<b>', 'moment=soon', 'moment=-1', 'moment=1e9', 'unit=conv', 'unit=*1', 'unit=a*1.', 'layer='])(
    'is nothing where it can’t be read: %s',
    (search) => expect(lookedAt(new URL(`http://localhost:8000/?${search}`))).toEqual(NOTHING),
  );
});

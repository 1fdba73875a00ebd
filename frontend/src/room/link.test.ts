import { describe, expect, it } from 'vitest';
import { forOthers } from './link';

describe('an address for others', () => {
  const here = new URL('http://127.0.0.1:8000/?place=lab#e=abc');

  it('is where they find this machine, with all that stands in it', () => {
    const found = { link: 'https://ink.example.org:8443/ink/?room=K7AX', qr: [] };
    expect(forOthers(here, found).href).toBe('https://ink.example.org:8443/ink/?place=lab#e=abc');
    expect(forOthers(here, { link: 'http://192.0.2.7:8000/?room=K7AX', qr: [] }).href).toBe(
      'http://192.0.2.7:8000/?place=lab#e=abc',
    );
  });

  it('is that of this page, where nobody else can come or nothing is known', () => {
    expect(forOthers(here, { link: null, qr: [] })).toEqual(here);
    expect(forOthers(here, null)).toEqual(here);
  });
});

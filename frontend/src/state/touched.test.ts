import { describe, expect, it } from 'vitest';
import { Touched } from './touched';

describe('undo', () => {
  it('is of what was changed last, and of the lab in the lab', () => {
    const touched = new Touched();
    expect(touched.at('net')).toBe('net');
    touched.touch('pad');
    expect([touched.at('net'), touched.at('lab')]).toEqual(['pad', 'lab']);
    touched.touch('net');
    expect([touched.at('net'), touched.at('class'), touched.at('lab')]).toEqual(['net', 'net', 'lab']);
  });

  it('is nobody’s where the pad is not seen', () => {
    const touched = new Touched();
    touched.touch('pad');
    expect(touched.at('class')).toBeNull();
  });
});

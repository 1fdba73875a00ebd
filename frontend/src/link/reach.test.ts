import { describe, expect, it, vi } from 'vitest';
import { whyUnreached } from './reach';

const answer = (body: unknown, status = 200) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(text, { status }));
};

describe('a page without a socket', () => {
  it('is told which setting is missing, having said where it is', async () => {
    const asked = answer({ problem: 'Set INKLING_PROXY=true.' });
    expect(await whyUnreached(false)).toBe('Set INKLING_PROXY=true.');
    const url = asked.mock.calls[0]?.[0] as URL;
    expect(url.pathname).toMatch(/api\/reach$/);
    expect(url.searchParams.get('page')).toBe(location.origin);
  });

  it('blames what is on the way, once it is sure', async () => {
    answer({ problem: '' });
    expect(await whyUnreached(false)).toBe('');
    expect(await whyUnreached(true)).toContain('WebSockets do not get through');
  });

  it('passes on a refusal', async () => {
    answer('Inkling does not answer to the name x.', 403);
    expect(await whyUnreached(false)).toBe('Inkling does not answer to the name x.');
  });

  it('says nothing where the server is away, or something else answers', async () => {
    answer('<html>', 502);
    expect(await whyUnreached(true)).toBe('');
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('failed'));
    expect(await whyUnreached(true)).toBe('');
  });
});

import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { View } from '../state/view.svelte';
import JoinCorner from './JoinCorner.svelte';
import { Present, step } from './present.svelte';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
beforeEach(() => {
  history.replaceState(null, '', '/');
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => {}, removeEventListener: () => {} }));
});

describe('layer after layer', () => {
  it('goes from the input to everything, and begins again', () => {
    const seen: (number | null)[] = [];
    for (let i = 0, now: number | null = null; i < 5; i++) seen.push((now = step(now, 'next', 3)));
    expect(seen).toEqual([0, 1, 2, null, 0]);
  });

  it('goes back as far as the input', () => {
    const seen: (number | null)[] = [];
    for (let i = 0, now: number | null = null; i < 5; i++) seen.push((now = step(now, 'previous', 3)));
    expect(seen).toEqual([2, 1, 0, 0, 0]);
  });

  it('holds where the net has become shorter, or has no layers', () => {
    expect(step(7, 'next', 3)).toBe(0);
    expect(step(7, 'previous', 3)).toBe(2);
    expect([step(null, 'next', 0), step(null, 'previous', 0)]).toEqual([null, 0]);
    expect(step(2, 'start', 3)).toBe(0);
  });
});

describe('presenting', () => {
  it('is of the net, and everything is shown again after it', () => {
    const view = new View(false);
    const present = new Present(view);
    present.enter();
    expect(present.on).toBe(true);
    present.press('next', 3);
    present.press('next', 3);
    expect(view.layers).toBe(1);
    view.goTo('lab');
    expect(present.on).toBe(false);
    view.goTo('net');
    present.leave();
    expect([present.on, view.layers]).toEqual([false, null]);
    expect(present.leave()).toBe(false);
  });

  it('comes from black to the picture, and leaves nothing else', () => {
    const present = new Present(new View(false));
    expect(present.light()).toBe(false);
    present.enter();
    present.press('black', 3);
    expect([present.light(), present.black, present.on]).toEqual([true, false, true]);
    expect(present.light()).toBe(false);
  });

  it('keeps Escape for the page while it fills the screen, where the browser lets it', () => {
    const keyboard = { lock: vi.fn(() => Promise.resolve()), unlock: vi.fn() };
    vi.stubGlobal('navigator', { keyboard });
    const present = new Present(new View(false));
    present.enter();
    expect(keyboard.lock).toHaveBeenCalledWith(['Escape']);
    present.leave();
    expect(keyboard.unlock).toHaveBeenCalled();
  });

  it('comes back from black with any press, and no layer is missed by it', () => {
    const view = new View(false);
    const present = new Present(view);
    present.enter();
    present.press('black', 3);
    present.press('next', 3);
    expect([present.black, view.layers]).toEqual([false, null]);
  });

  it('does not mind that the full screen is refused', async () => {
    const refused = Promise.reject(new Error('not allowed'));
    document.documentElement.requestFullscreen = () => refused;
    const present = new Present(new View(false));
    present.enter();
    await expect(refused).rejects.toThrow();
    expect(present.on).toBe(true);
  });
});

describe('the corner', () => {
  const corner = (link: string | null) => {
    const answer = { ok: true, json: () => Promise.resolve({ link, qr: link ? ['10', '01'] : [] }) };
    vi.stubGlobal('fetch', () => Promise.resolve(answer));
    render(JoinCorner, { code: 'K7AX', count: 3 });
  };

  it.each([
    ['http://192.0.2.7:8000/?room=K7AX', '192.0.2.7:8000'],
    ['https://ink.example.org/?room=K7AX', 'ink.example.org'],
    ['http://[2001:db8::1]:8000/?room=K7AX', '[2001:db8::1]:8000'],
  ])('says where to go for %s', async (link, host) => {
    corner(link);
    expect((await screen.findByTestId('present-host')).textContent).toBe(host);
    expect(screen.getByTestId('room-qr')).toBeTruthy();
    expect(screen.getByTestId('present-code').textContent).toBe('K7AX');
    expect(screen.getByText('3 are here')).toBeTruthy();
  });

  it('says how to let others in where nobody else can come', async () => {
    corner(null);
    expect(await screen.findByText(/Only this machine can open this page/)).toBeTruthy();
    expect(screen.queryByTestId('room-qr')).toBeNull();
    expect(screen.queryByTestId('present-host')).toBeNull();
  });
});

import { afterEach, expect, it, vi } from 'vitest';
import { openCamera, stop } from './camera';

afterEach(() => vi.unstubAllGlobals());

function devices(answer: () => Promise<unknown>): void {
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: answer } });
}

it.each([
  ['NotAllowedError', /does not give this page the camera/],
  ['NotFoundError', /no camera here/],
  ['NotReadableError', /in use elsewhere/],
  ['OverconstrainedError', /can not be used \(OverconstrainedError\)/],
])('says in plain words what %s means', async (name, words) => {
  devices(() => Promise.reject(new DOMException('…', name)));
  await expect(openCamera()).rejects.toThrow(words);
});

it('says why pages over plain http have none', async () => {
  vi.stubGlobal('navigator', {});
  await expect(openCamera()).rejects.toThrow(/over https alone/);
});

it('stops all tracks', () => {
  const tracks = [{ stop: vi.fn() }, { stop: vi.fn() }];
  stop({ getTracks: () => tracks } as unknown as MediaStream);
  for (const track of tracks) expect(track.stop).toHaveBeenCalledOnce();
});

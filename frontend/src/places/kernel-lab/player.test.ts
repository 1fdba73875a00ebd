import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Player } from './player.svelte';

let frames: ((now: number) => void)[] = [];
let now = 0;

function run(seconds: number): void {
  for (const end = now + 1000 * seconds; now < end;) {
    now += 1000 / 60;
    const due = frames;
    frames = [];
    for (const frame of due) frame(now);
  }
}

beforeEach(() => {
  frames = [];
  now = 0;
  vi.stubGlobal('requestAnimationFrame', (frame: (now: number) => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => (frames = []));
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.unstubAllGlobals());

it('goes on by itself at its speed, and round', () => {
  const player = new Player();
  player.count = 4;
  player.speed = 5;
  player.play();
  run(0.5);
  expect(player.place).toBe(2);
  run(0.42);
  expect(player.place).toBe(0);
  player.pause();
  run(5);
  expect(player.place).toBe(0);
});

it('stays inside, whatever it is told', () => {
  const player = new Player();
  player.count = 25;
  player.go(99);
  expect(player.place).toBe(24);
  player.step();
  expect(player.place).toBe(0);
  player.go(-3);
  expect(player.place).toBe(0);
  player.go(20);
  player.count = 9;
  expect(player.place).toBe(8);
});

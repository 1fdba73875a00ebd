import { afterEach, expect, it, vi } from 'vitest';
import { EXHIBITS } from './exhibits';
import { picture } from './picture';
import { LabState } from './state.svelte';
import { stage } from './stage';

const exhibit = (name: string) => EXHIBITS.find((each) => each.name === name)!;

async function lab(name = 'edges'): Promise<LabState> {
  const made = new LabState();
  await made.show(exhibit(name));
  return made;
}

afterEach(() => vi.unstubAllGlobals());

it('begins with the blob and its horizontal edges', async () => {
  const { image, results, exhibit: shown, untouched } = await lab();
  expect(shown.name).toBe('edges');
  expect(image.data[2 * 7 + 2]).toBe(1);
  expect([...results[0]!.output!.data.subarray(0, 5)]).toEqual([1, 2, 3, 2, 1]);
  expect(untouched).toBe(true);
});

it('says what a move of the picture changed, and moves it back', async () => {
  const here = await lab('small-shift');
  expect(here.shift).toEqual([1, 0]);
  expect(here.changes).toEqual({ activated: 2, output: 0 });
  here.nudge(1, 0);
  expect(here.changes).toEqual({ activated: 2, output: 2 });
  here.moveBack();
  expect(here.changes).toBeNull();
  expect(here.image).toBe(here.still);
  // What left the picture comes back.
  here.nudge(-3, 0);
  here.nudge(3, 0);
  expect(here.image.data[0]).toBe(9);
});

it('moves no further than out of sight, and a row only along itself', async () => {
  const here = await lab('spike');
  for (let i = 0; i < 20; i++) here.nudge(1, 1);
  expect(here.shift).toEqual([9, 0]);
});

it('changes cells where they lie now', async () => {
  const here = await lab('small-shift');
  here.set(3, 3, 5);
  expect(here.shift).toEqual([0, 0]);
  expect([...here.image.data]).toEqual([0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5]);
  expect(here.untouched).toBe(false);
});

it('knows when the sentence no longer fits, but lets people search for a kernel', async () => {
  const here = await lab('edges');
  here.change(stage('box-blur'));
  expect(here.untouched).toBe(false);
  await here.show(exhibit('diagonal'));
  here.change(stage('diagonal'));
  expect(here.untouched).toBe(true);
  expect(here.score?.score).toBeCloseTo(6 / Math.sqrt(18), 6);
});

it('shows one channel of few coloured pixels, and changes that', async () => {
  const here = await lab('colours');
  expect(here.image.channels).toBe(3);
  expect(here.channel).toBe(0);
  here.channel = 2;
  here.set(0, 0, 4);
  expect(here.shown.data[0]).toBe(4);
  expect(here.image.data[0]).toBe(1);
  here.setColour(false);
  expect(here.image.channels).toBe(1);
  expect(here.image.data[0]).toBeCloseTo(0.299 + 4 * 0.114, 6);
  here.setColour(true);
  expect(here.image.channels).toBe(3);
});

it('goes to the window whose middle is nearest to what is pointed at', async () => {
  const here = await lab();
  here.player.count = 25;
  here.pointIn(3, 3);
  expect([here.row, here.column]).toEqual([2, 2]);
  here.pointIn(0, 6);
  expect([here.row, here.column]).toEqual([0, 4]);
  expect(here.window).toMatchObject({ row: 0, column: 4, height: 3, width: 3 });
});

it('adds up to four stages, and keeps one', async () => {
  const here = await lab();
  for (let i = 0; i < 6; i++) here.add();
  expect(here.stages).toHaveLength(4);
  expect(here.chosen).toBe(3);
  for (let i = 0; i < 6; i++) here.remove();
  expect(here.stages).toHaveLength(1);
});

it('follows what the net sees, and only when it is another picture', async () => {
  const here = await lab();
  const seen = picture(1, 2, 2, [1, 0, 0, 0]);
  here.follow(seen);
  expect(here.image.width).toBe(7);
  await here.take('seen');
  here.follow(seen);
  here.nudge(1, 0);
  here.follow(picture(1, 2, 2, [1, 0, 0, 0]));
  expect(here.shift).toEqual([1, 0]);
  here.follow(picture(1, 2, 2, [0, 0, 0, 1]));
  expect([...here.image.data]).toEqual([0, 0, 0, 1]);
});

it('says why there is no photograph, and shows none that comes late', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new Error('offline')));
  const here = await lab();
  await here.take('china');
  expect(here.problem).toMatch(/server can not be reached/);
  let answer: (response: Response) => void = () => undefined;
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)));
  const late = here.take('flower');
  await here.take('line');
  answer(new Response('no', { status: 404 }));
  await late;
  expect(here.problem).toBe('');
  expect(here.source).toBe('line');
});

it('runs a last stage only where it is looked at, and shows it small all the same', async () => {
  const here = await lab();
  here.change(stage('box-blur'));
  here.add();
  here.change(stage('vertical'));
  const whole = here.results[1]!.output!;
  here.chosen = 0;
  expect(here.results).toHaveLength(1);
  expect(here.smalls.map((each) => each?.width)).toEqual([5, 3]);
  expect([...here.smalls[1]!.data]).toEqual([...whole.data]);
});

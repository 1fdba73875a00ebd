// @vitest-environment node
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Event } from '../link/protocol.gen';
import { withEvaluation } from './record';
import { Store } from './store.svelte';

/** What a room and a page are told, and what both remember of it: the server's tests (`rooms/test_history.py`) read it too. */
interface Case {
  told: [string, number, (number | boolean | number[])?][];
  remembered: { losses: number[]; evaluations: [number, number][]; keyframes: number[]; showcase: number | null };
}

const cases = JSON.parse(
  readFileSync(new URL('../../../tests/rooms/goes_back.json', import.meta.url), 'utf8'),
) as Record<string, Case>;
const numbers = (all: number[]) => ({ shape: [all.length], data: new Uint8Array(Float32Array.from(all).buffer) });

function eventOf([kind, first, more]: Case['told'][number]): Event {
  switch (kind) {
    case 'curves': {
      const loss = numbers(more as number[]);
      return { kind, first, stride: 1, loss, measures: { accuracy: loss }, high: null, at: [], gradients: {} };
    }
    case 'evaluation':
      return { kind, step: first, epoch: Number(more), train: null, validation: null, test: null };
    case 'keyframe':
      return {
        kind,
        layer: 'a',
        step: first,
        passing: Boolean(more),
        pictures: { shape: [1, 1, 1], low: [0], high: [1], data: new Uint8Array(1) },
      };
    case 'showcase':
      return {
        kind,
        task: 'images',
        step: first,
        size: 0,
        whole: false,
        worst: [],
        most: 0,
        tables: {},
      };
    default:
      throw new Error(kind);
  }
}

describe('a page remembers of a run what the server does', () => {
  it.each(Object.entries(cases))('%s', (_, { told, remembered }) => {
    const store = new Store({ send: () => true, nextFrame: (callback) => void callback(true) });
    for (const each of told) store.apply(eventOf(each));
    expect({
      losses: store.run.curves.loss,
      evaluations: store.run.evaluations.map(({ step, epoch }) => [step, epoch]),
      keyframes: store.run.keyframes.map(({ step }) => step),
      showcase: store.run.showcase?.step ?? null,
    }).toEqual(remembered);
  });
});

it('evaluations stay bounded; those of fixed steps and on whole sets stay longest', () => {
  let all: ReturnType<typeof withEvaluation> = [];
  for (let step = 0; step < 5000; step++) {
    const test = { loss: 1, measures: { accuracy: 0.5 }, size: 10, whole: step % 50 === 0 };
    all = withEvaluation(all, { kind: 'evaluation', step, epoch: 0, train: null, validation: null, test });
    expect(all.length).toBeLessThanOrEqual(1000);
  }
  const steps = all.map(({ step }) => step);
  expect(steps.at(-1)).toBe(4999);
  expect(steps).toEqual(expect.arrayContaining([0, 10, 20, 40, 80, 160, 320, 640, 1280, 2560]));
  expect(steps).toEqual(expect.arrayContaining(Array.from({ length: 100 }, (_, i) => 50 * i)));
});

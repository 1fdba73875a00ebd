import { beforeEach, describe, expect, it } from 'vitest';
import type { Keyframe, Report } from '../link/protocol.gen';
import { holds, tabsOf, View } from './view.svelte';

const report = (outputs: Record<string, number[] | null>): Report =>
  ({ layers: Object.entries(outputs).map(([id, output]) => ({ id, output })) }) as unknown as Report;
const frames = [{ step: 0 }, { step: 10 }] as Keyframe[];

beforeEach(() => history.replaceState(null, '', '/'));

describe('what is on the screen', () => {
  it('stands in the address, as far as the place goes', () => {
    const view = new View(false);
    expect(view.place).toBe('net');
    view.goTo('lab');
    expect(new URL(location.href).searchParams.get('place')).toBe('lab');
    expect(new View(false).place).toBe('lab');
    history.replaceState(null, '', '/');
    view.turn();
    expect(view.place).toBe('net');
  });

  it('is left level by level', () => {
    const view = new View(false);
    view.select('a');
    view.open({ layer: 'a', at: [0] });
    view.show(10);
    expect([view.leave('moment'), view.moment, view.selected, view.unit?.layer]).toEqual([true, null, 'a', 'a']);
    expect([view.leave('unit'), view.unit, view.selected]).toEqual([true, null, 'a']);
    expect([view.leave('layer'), view.selected]).toEqual([true, null]);
    expect((['unit', 'layer', 'moment'] as const).map((level) => view.leave(level))).toEqual([false, false, false]);
  });

  it('is not left where it is not seen', () => {
    const view = new View(false);
    view.select('a');
    view.goTo('lab');
    expect([view.leave('layer'), view.selected]).toEqual([false, 'a']);
  });

  it('is left where it is gone', () => {
    const view = new View(true);
    expect(view.tab).toBe('mistakes');
    view.open({ layer: 'a', at: [7, 25, 25] });
    view.show(10);
    view.fit(report({ a: [8, 26, 26] }), frames, true);
    expect([view.unit?.layer, view.moment, view.tab]).toEqual(['a', 10, 'mistakes']);
    view.fit(null, frames.slice(0, 1), false);
    expect([view.unit?.layer, view.moment, view.tab]).toEqual(['a', null, 'training']);
    view.fit(report({ a: [7, 26, 26] }), [], false);
    expect(view.unit).toBeNull();
  });

  it('stays where it is while who leads is at the wall', () => {
    const view = new View(false);
    const scene = { place: 'class', layer: null, unit: null, tab: 'data', step: null, layers: null, lab: null };
    view.take(scene, null, []);
    expect([view.place, view.tab]).toEqual(['net', 'data']);
    view.take({ ...scene, place: 'lab' }, null, []);
    expect(view.place).toBe('lab');
  });

  it('has a tab of mistakes on low screens alone', () => {
    expect(tabsOf(true).map(([name]) => name)).toEqual(['mistakes', ...tabsOf(false).map(([name]) => name)]);
  });
});

describe('a unit', () => {
  it.each([
    [{ layer: 'a', at: [7, 25, 25] }, true],
    [{ layer: 'a', at: [8, 0, 0] }, false],
    [{ layer: 'a', at: [3] }, false],
    [{ layer: 'b', at: [9] }, true],
    [{ layer: 'c', at: [0] }, false],
    [{ layer: 'd', at: [0] }, false],
  ])('%o is in the net: %s', (unit, there) => {
    expect(holds(report({ a: [8, 26, 26], b: [10], c: null }), unit as Parameters<typeof holds>[1])).toBe(there);
  });
});

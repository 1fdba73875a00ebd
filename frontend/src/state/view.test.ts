import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Keyframe, Report } from '../link/protocol.gen';
import { holds, tabsOf, View } from './view.svelte';

const report = (outputs: Record<string, number[] | null>): Report =>
  ({ layers: Object.entries(outputs).map(([id, output]) => ({ id, output })) }) as unknown as Report;
const frames = [{ step: 0 }, { step: 10 }] as Keyframe[];

beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState('K7AX', '', '/');
});
afterEach(() => vi.useRealTimers());

/** What stands in the address after a while. */
const search = (): string => {
  vi.runAllTimers();
  return location.search;
};

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

  it('stands in the address: a page that is loaded there looks at the same', () => {
    const view = new View(false);
    view.select('a');
    view.open({ layer: 'a', at: [3, 4, 5] });
    view.choose('data');
    view.show(10);
    expect(search()).toBe('?layer=a&unit=a*3.4.5&tab=data&moment=10');
    const again = new View(false);
    expect(again.scene()).toEqual(view.scene());
    expect(again.tab).toBe('data');
  });

  it('is a step that Back leads from where it is something else, and none where it is the next of its kind', () => {
    const view = new View(false);
    const before = history.length;
    view.select('a');
    view.select('b');
    expect([search(), history.length - before]).toEqual(['?layer=b', 1]);
    view.open({ layer: 'b', at: [0] });
    view.open({ layer: 'b', at: [1] });
    expect([search(), history.length - before]).toEqual(['?layer=b&unit=b*1', 2]);
    view.choose('data');
    view.choose('data');
    expect([search(), history.length - before]).toEqual(['?layer=b&unit=b*1&tab=data', 3]);
    view.show(10);
    view.show(0);
    expect([search(), history.length - before]).toEqual(['?layer=b&unit=b*1&tab=data&moment=0', 4]);
    view.leave('unit');
    expect([search(), history.length - before]).toEqual(['?layer=b&tab=data&moment=0', 5]);
  });

  it('is no step while the address is that of a link: Back would open it once more', () => {
    history.replaceState(null, '', '/#e=link');
    const view = new View(false);
    const before = history.length;
    view.choose('data');
    expect([search(), location.hash, history.length]).toEqual(['?tab=data', '#e=link', before]);
  });

  it('is one step where a press chooses two things', () => {
    const view = new View(false);
    const before = history.length;
    view.open({ layer: 'a', at: [0] });
    view.select('a');
    expect([location.search, history.length - before]).toEqual(['?unit=a*0&layer=a', 1]);
  });

  it('is what the browser goes back to', () => {
    const view = new View(false);
    const chosen = vi.fn();
    view.onchoose = chosen;
    history.replaceState(null, '', '/?layer=a&tab=shifts');
    view.turn();
    expect([view.selected, view.unit, view.tab, chosen.mock.calls.length]).toEqual(['a', null, 'shifts', 1]);
    view.turn();
    expect(chosen).toHaveBeenCalledOnce();
  });

  it('is written where a step begins, so that Back leads to what was seen last', () => {
    const view = new View(false);
    view.select('a');
    vi.advanceTimersByTime(1);
    view.select('b');
    const replaced = vi.spyOn(history, 'replaceState');
    view.goTo('lab');
    expect(replaced.mock.calls.map(([, , url]) => (url as URL).search)).toEqual(['?layer=b']);
    expect(location.search).toBe('?layer=b&place=lab');
    replaced.mockRestore();
  });

  it('waits for a moment that the address names, until there are any', () => {
    history.replaceState(null, '', '/?moment=10');
    const view = new View(false);
    view.fit(null, [], false);
    expect(view.moment).toBe(10);
    view.fit(null, frames, false);
    expect(view.moment).toBe(10);
    view.fit(null, [], false);
    expect([view.moment, search()]).toEqual([null, '']);
    history.replaceState(null, '', '/?moment=11');
    const other = new View(false);
    other.fit(null, frames, false);
    expect(other.moment).toBeNull();
  });

  it('is no layer that the net has not, where an address names one', () => {
    history.replaceState(null, '', '/?layer=gone&unit=gone*1');
    const view = new View(false);
    view.fit(null, [], false);
    expect(view.selected).toBe('gone');
    view.fit(report({ a: [8] }), [], false);
    expect([view.selected, view.unit, search()]).toEqual([null, null, '']);
    // A layer that was added here is on its way to the net.
    view.select('new');
    view.fit(report({ a: [8] }), [], false);
    expect(view.selected).toBe('new');
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

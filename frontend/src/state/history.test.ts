import { describe, expect, it } from 'vitest';
import { differences, equal } from './equal';
import { History, TOGETHER } from './history';

interface State {
  lr: number;
  layers: string[];
}

const of = (lr: number, ...layers: string[]): State => ({ lr, layers });

describe('history', () => {
  it('goes back and forth', () => {
    const history = new History<State>();
    history.reset(of(1));
    history.add(of(1, 'a'), 0);
    history.add(of(1, 'a', 'b'), 5000);
    expect([history.canUndo, history.canRedo]).toEqual([true, false]);
    expect(history.undo()).toEqual(of(1, 'a'));
    expect([history.canUndo, history.canRedo]).toEqual([true, true]);
    expect(history.undo()).toEqual(of(1));
    expect(history.undo()).toBeNull();
    expect(history.redo()).toEqual(of(1, 'a'));
    expect(history.redo()).toEqual(of(1, 'a', 'b'));
    expect(history.redo()).toBeNull();
  });

  it('forgets what was undone once something else is done', () => {
    const history = new History<State>();
    history.reset(of(1));
    history.add(of(1, 'a'), 0);
    history.undo();
    history.add(of(1, 'c'), 2);
    expect(history.canRedo).toBe(false);
    expect(history.undo()).toEqual(of(1));
  });

  it('takes a dragged slider as one change, and another field as another', () => {
    const history = new History<State>();
    history.reset(of(1));
    history.add(of(2), 0);
    history.add(of(3), TOGETHER - 1);
    history.add(of(4), 2 * (TOGETHER - 1));
    history.add(of(4, 'a'), 2 * TOGETHER);
    expect(history.undo()).toEqual(of(4));
    expect(history.undo()).toEqual(of(1));
  });

  it('adds nothing where nothing is new', () => {
    const history = new History<State>();
    history.reset(of(1, 'a'));
    history.add(of(1, 'a'), 0);
    history.settle(of(1, 'a'));
    expect(history.canUndo).toBe(false);
  });

  it('stays where it is when what was done is confirmed', () => {
    const history = new History<State>();
    history.reset(of(1));
    history.add(of(1, 'a'), 0);
    history.undo();
    history.settle(of(1));
    expect([history.canUndo, history.canRedo]).toEqual([false, true]);
    expect(history.redo()).toEqual(of(1, 'a'));
  });

  it('holds the same state twice, where another run was there', () => {
    const history = new History<State>();
    history.reset(of(1), 'a');
    history.settle(of(1), 'b');
    expect([history.name, history.canUndo]).toEqual(['b', true]);
    history.add(of(1, 'x'), 0);
    expect(history.name).toBeNull();
    history.settle(of(1, 'x'), 'c');
    expect(history.name).toBe('c');
    history.undo();
    expect(history.name).toBe('b');
    history.undo();
    expect(history.name).toBe('a');
    history.settle(of(1), 'b');
    expect([history.name, history.canUndo, history.canRedo]).toEqual(['b', true, true]);
  });

  it('learns the name of a run that is there no more', () => {
    const history = new History<State>();
    history.reset(of(1), 'a');
    history.add(of(1, 'x'), 0);
    history.undo();
    history.note(of(1, 'x'), 'c');
    expect(history.name).toBe('a');
    history.redo();
    expect(history.name).toBe('c');
  });

  it('takes the run that begins where the one that was there is no more, one level after the other', () => {
    const history = new History<State>();
    history.reset(of(1), 'a');
    for (const [i, name] of ['b', 'c', 'd'].entries()) {
      history.add(of(1, name), 5000 * i);
      history.settle(of(1, name), name);
    }
    expect([history.undo(), history.name]).toEqual([of(1, 'c'), 'c']);
    history.settle(of(1, 'c'), 'e'); // nobody had trained c: it begins anew
    expect([history.name, history.canUndo, history.canRedo]).toEqual(['e', true, true]);
    // Twice, before the truth of the first is known.
    expect([history.undo(), history.undo(), history.canUndo]).toEqual([of(1, 'b'), of(1), false]);
    history.settle(of(1, 'b'), 'f');
    history.settle(of(1), 'a');
    expect([history.name, history.canUndo]).toEqual(['a', false]);
    expect([history.redo(), history.name]).toEqual([of(1, 'b'), 'f']);
    history.settle(of(1, 'b'), 'f');
    expect([history.redo(), history.redo(), history.name]).toEqual([of(1, 'c'), of(1, 'd'), 'd']);
    history.settle(of(1, 'c'), 'e');
    history.settle(of(1, 'd'), 'g');
    expect([history.name, history.canUndo, history.canRedo]).toEqual(['g', true, false]);
    // What another did meanwhile is an entry of its own.
    history.undo();
    history.settle(of(9), 'h');
    expect([history.name, history.undo()]).toEqual(['h', of(1, 'c')]);
  });

  it('forgets an edit that was refused', () => {
    const history = new History<State>();
    history.reset(of(1));
    history.add(of(1, 'a'), 0);
    history.add(of(1, 'x'), 5000);
    history.reject(of(1, 'a'));
    expect(history.canRedo).toBe(false);
    expect(history.undo()).toEqual(of(1));
  });

  it('an undo that was refused leaves it where it was', () => {
    const history = new History<State>();
    history.reset(of(1));
    history.add(of(1, 'a'), 0);
    history.undo();
    history.reject(of(1, 'a'));
    expect(history.canRedo).toBe(false);
    expect(history.undo()).toEqual(of(1));
    expect(history.canRedo).toBe(true);
  });

  it('holds what others did', () => {
    const history = new History<State>();
    history.reset(of(1));
    history.add(of(1, 'a'), 0);
    history.settle(of(7));
    expect(history.undo()).toEqual(of(1, 'a'));
  });

  it('is bounded', () => {
    const history = new History<State>(10);
    history.reset(of(0));
    for (let i = 1; i < 50; i++) history.add(of(i), i * 10_000);
    let count = 0;
    for (let state = history.undo(); state; state = history.undo()) count += 1;
    expect(count).toBe(9);
  });
});

describe('equal', () => {
  it('compares data, whatever the order of keys', () => {
    expect(equal({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
    expect(equal({ a: undefined }, { b: 1 })).toBe(false);
    expect(equal([1], { 0: 1 })).toBe(false);
    expect(equal(null, {})).toBe(false);
    expect(equal(NaN, NaN)).toBe(true);
  });

  it('names where two differ', () => {
    expect(differences({ a: { b: 1, c: [1] }, d: 1 }, { a: { b: 2, c: [2] }, d: 1 })).toEqual(['a.b', 'a.c']);
  });
});

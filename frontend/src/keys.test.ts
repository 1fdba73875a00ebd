import { afterEach, describe, expect, it } from 'vitest';
import { action, SHORTCUTS, type Action } from './keys';

afterEach(() => document.body.replaceChildren());

function press(key: string, init: KeyboardEventInit = {}, html = ''): Action | null {
  document.body.innerHTML = html;
  const target = document.body.querySelector<HTMLElement>('[data-here]') ?? document.body;
  let found: Action | null = null;
  const listen = (event: KeyboardEvent) => (found = action(event));
  document.addEventListener('keydown', listen);
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
  document.removeEventListener('keydown', listen);
  return found;
}

describe('keys', () => {
  it.each<[string, KeyboardEventInit, Action | null]>([
    [' ', {}, 'train'],
    ['s', {}, 'step'],
    ['S', { shiftKey: true }, null],
    ['r', {}, 'reset'],
    ['r', { ctrlKey: true }, null],
    ['s', { metaKey: true }, null],
    ['z', { ctrlKey: true }, 'undo'],
    ['z', { metaKey: true }, 'undo'],
    ['Z', { ctrlKey: true, shiftKey: true }, 'redo'],
    ['y', { ctrlKey: true }, 'redo'],
    ['?', { shiftKey: true }, 'help'],
    ['t', {}, 'theme'],
    ['Escape', {}, 'back'],
    ['s', { repeat: true }, null],
    ['q', {}, null],
  ])('%s %o: %s', (key, init, expected) => {
    expect(press(key, init)).toBe(expected);
  });

  it('leaves keys to who is typing, but for Escape', () => {
    for (const html of [
      '<input data-here>',
      '<textarea data-here></textarea>',
      '<select data-here></select>',
      '<div contenteditable="true" data-here></div>',
    ]) {
      expect(press('s', {}, html)).toBeNull();
      expect(press('z', { ctrlKey: true }, html)).toBeNull();
      expect(press('?', {}, html)).toBeNull();
      expect(press('Escape', {}, html)).toBe('back');
    }
  });

  it('leaves Space to a focused control, and nothing else', () => {
    for (const html of [
      '<button data-here>x</button>',
      '<button><span data-here>x</span></button>',
      '<input type="checkbox" data-here>',
      '<div role="slider" data-here></div>',
    ]) {
      expect(press(' ', {}, html)).toBeNull();
      expect(press('s', {}, html)).toBe('step');
    }
  });

  it('are all in the help', () => {
    const actions: Action[] = ['train', 'step', 'reset', 'undo', 'redo', 'help', 'back', 'theme'];
    expect(SHORTCUTS.map((shortcut) => shortcut.action).sort()).toEqual(actions.sort());
  });
});

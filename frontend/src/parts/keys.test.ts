import { afterEach, describe, expect, it } from 'vitest';
import { action, clicker, SHORTCUTS, type Action } from './keys';

afterEach(() => document.body.replaceChildren());

function press<Found>(
  key: string,
  init: KeyboardEventInit = {},
  html = '',
  read = action as (event: KeyboardEvent) => Found,
): Found | null {
  document.body.innerHTML = html;
  const target = document.body.querySelector<HTMLElement>('[data-here]') ?? document.body;
  let found: Found | null = null;
  const listen = (event: KeyboardEvent) => (found = read(event));
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
    ['p', {}, 'present'],
    ['P', { shiftKey: true }, null],
    ['p', { ctrlKey: true }, null],
    ['Escape', {}, 'back'],
    ['s', { repeat: true }, null],
    ['q', {}, null],
    ['ы', { code: 'KeyS' }, 'step'],
    ['ρ', { code: 'KeyR' }, 'reset'],
    ['ז', { code: 'KeyZ', ctrlKey: true }, 'undo'],
    ['Я', { code: 'KeyZ', ctrlKey: true, shiftKey: true }, 'redo'],
    ['~', { code: 'KeyZ', ctrlKey: true, shiftKey: true }, 'redo'],
    ['н', { code: 'KeyY', metaKey: true }, 'redo'],
    ['؟', { code: 'Slash', shiftKey: true }, 'help'],
    ['z', { code: 'KeyY', ctrlKey: true }, 'undo'],
    ['y', { code: 'KeyZ', ctrlKey: true }, 'redo'],
    [';', { code: 'KeyZ', ctrlKey: true }, null],
    ['o', { code: 'KeyS' }, null],
    ['s', { code: 'Semicolon' }, 'step'],
  ])('%s %o: %s', (key, init, expected) => {
    expect(press<Action>(key, init)).toBe(expected);
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
    const actions: Action[] = ['train', 'step', 'reset', 'undo', 'redo', 'help', 'back', 'theme', 'present'];
    expect(SHORTCUTS.map((shortcut) => shortcut.action).sort()).toEqual(actions.sort());
  });
});

describe('a clicker', () => {
  it.each([
    ['PageDown', 'next'],
    ['PageUp', 'previous'],
    ['ArrowRight', 'next'],
    ['ArrowLeft', 'previous'],
    ['.', 'black'],
    ['F5', 'start'],
    ['Home', null],
    ['a', null],
  ])('sends %s: %s', (key, expected) => {
    expect(press(key, {}, '', clicker)).toBe(expected);
    expect(press(key, { ctrlKey: true }, '', clicker)).toBeNull();
  });

  it.each([
    ['.', 'Period'],
    ['ю', 'Period'],
    ['ץ', 'Period'],
    ['ز', 'Period'],
    [':', 'Period'],
    ['.', 'KeyE'],
  ])('blackens with the key of a full stop on every keyboard: %s at %s', (key, code) => {
    expect(press(key, { code }, '', clicker)).toBe('black');
    expect(press(key, { code }, '<input data-here>', clicker)).toBeNull();
  });

  it('does not blacken with a Latin letter that is there on some, nor with what Shift makes of it', () => {
    expect(press('v', { code: 'Period' }, '', clicker)).toBeNull();
    expect(press('>', { code: 'Period', shiftKey: true }, '', clicker)).toBeNull();
  });

  it('is heard wherever the keyboard is, but for the arrows of what is walked by arrows, and the dot of who types', () => {
    for (const html of ['<div role="slider" data-here></div>', '<div role="option" data-here></div>']) {
      expect(press('PageDown', {}, html, clicker)).toBe('next');
      expect(press('ArrowRight', {}, html, clicker)).toBeNull();
      expect(press('.', {}, html, clicker)).toBe('black');
    }
    expect(press('PageUp', {}, '<input data-here>', clicker)).toBe('previous');
    expect(press('.', {}, '<input data-here>', clicker)).toBeNull();
    expect(press('ArrowRight', {}, '<button data-here>x</button>', clicker)).toBe('next');
  });
});

import { describe, expect, it } from 'vitest';
import { pressed } from './pressed';

const of = (key: string, code: string, init: KeyboardEventInit = {}): string =>
  pressed(new KeyboardEvent('keydown', { key, code, ...init }));

/**
 * What the keys of S, R, T, P, D, Z and the full stop give on layouts without Latin letters: written from memory, as examples of many
 * scripts. A layout may differ in a letter; what is held here is that no such letter counts, but its place.
 */
const SCRIPTS: Record<string, string[]> = {
  Russian: ['ы', 'к', 'е', 'з', 'в', 'я', 'ю'],
  Ukrainian: ['і', 'к', 'е', 'з', 'в', 'я', 'ю'],
  Bulgarian: ['я', 'и', 'ш', 'з', 'а', 'ю', 'л'],
  Greek: ['σ', 'ρ', 'τ', 'π', 'δ', 'ζ', '.'],
  Hebrew: ['ד', 'ר', 'א', 'פ', 'ג', 'ז', 'ץ'],
  Arabic: ['س', 'ق', 'ف', 'ح', 'ي', 'ئ', 'ز'],
  Persian: ['س', 'ق', 'ف', 'ح', 'ی', 'ظ', '.'],
  Thai: ['ห', 'พ', 'ะ', 'ย', 'ก', 'ผ', 'ใ'],
  Hindi: ['े', 'ी', 'ू', 'ज', '्', 'ॆ', '.'],
  Georgian: ['ს', 'რ', 'ტ', 'პ', 'დ', 'ზ', '.'],
  Armenian: ['ս', 'ր', 'տ', 'փ', 'դ', 'զ', '.'],
  Korean: ['ㄴ', 'ㄱ', 'ㅅ', 'ㅔ', 'ㅇ', 'ㅋ', '.'],
  Kana: ['と', 'す', 'か', 'せ', 'し', 'つ', 'る'],
};
const CODES = ['KeyS', 'KeyR', 'KeyT', 'KeyP', 'KeyD', 'KeyZ', 'Period'];
const MEANT = ['s', 'r', 't', 'p', 'd', 'z', '.'];

describe('a key', () => {
  it.each(Object.entries(SCRIPTS))('of a layout without Latin letters is where it is on a Latin one: %s', (_, keys) => {
    expect(keys.map((key, i) => of(key, CODES[i] ?? ''))).toEqual(MEANT);
    expect(keys.map((key, i) => of(key.toUpperCase(), CODES[i] ?? '', { shiftKey: true }))).toEqual(MEANT);
  });

  it.each([
    ['QWERTZ', 'z', 'KeyY', 'z'],
    ['QWERTZ', 'y', 'KeyZ', 'y'],
    ['AZERTY', 'w', 'KeyZ', 'w'],
    ['AZERTY', 'z', 'KeyW', 'z'],
    ['AZERTY', '?', 'KeyM', '?'],
    ['AZERTY', 'm', 'Semicolon', 'm'],
    ['Dvorak', 's', 'Semicolon', 's'],
    ['Dvorak', 'z', 'Slash', 'z'],
    ['Dvorak', 'o', 'KeyS', 'o'],
    ['Dvorak', ';', 'KeyZ', ';'],
    ['Dvorak', '.', 'KeyE', '.'],
    ['Dvorak', 'v', 'Period', 'v'],
    ['Colemak', 's', 'KeyD', 's'],
    ['Bépo', 'è', 'KeyT', 'è'],
    ['Turkish', 'ı', 'KeyI', 'ı'],
    ['German', 'ö', 'Semicolon', 'ö'],
    ['capitals', 'S', 'KeyS', 's'],
  ])('of a Latin layout is what it says: %s %s at %s', (_, key, code, meant) => {
    expect(of(key, code)).toBe(meant);
  });

  it.each([
    ['?', 'Slash', true, '?'],
    ['?', 'Digit7', true, '?'],
    ['؟', 'Slash', true, '?'],
    ['Ӡ', 'Slash', true, '?'],
    ['~', 'KeyZ', true, 'z'],
    ['(', 'KeyZ', true, 'z'],
    ['لا', 'KeyB', false, 'b'],
    ['/', 'Slash', false, '/'],
    ['.', 'Slash', false, '.'],
    [' ', 'Space', false, ' '],
    ['\u00a0', 'Space', true, ' '],
    ['\u3000', 'Space', false, ' '],
    ['Process', 'KeyS', false, 's'],
    ['Unidentified', 'KeyS', false, 's'],
  ])('%s at %s (shift: %s) is %s', (key, code, shiftKey, meant) => {
    expect(of(key, code, { shiftKey })).toBe(meant);
  });

  it.each(['Escape', 'Enter', 'ArrowLeft', 'PageDown', 'F5', 'Delete', 'Dead'])('with a name is named: %s', (key) => {
    expect(of(key, '')).toBe(key);
    expect(of(key, 'KeyS')).toBe(key);
  });
});

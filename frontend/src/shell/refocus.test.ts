import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { focusFirst, refocus } from './refocus';

const named = (id: string) => document.getElementById(id)!;
const home = vi.fn();
let region: HTMLElement;
let ends: () => void;

beforeEach(() => {
  document.body.innerHTML = `<button id="train"></button><p id="words" tabindex="-1"></p>
    <div id="region"><p><button id="one"></button></p><p><button id="two"></button></p></div>`;
  region = named('region');
  home.mockReset();
  home.mockImplementation(() => named('words').focus());
  ends = refocus(region, home).destroy;
});

afterEach(() => ends());

/** Takes it off the page with what is around it, and gives what has the focus then. */
async function without(id: string): Promise<string | undefined> {
  named(id).parentElement!.remove();
  await new Promise((resolve) => setTimeout(resolve));
  return document.activeElement?.id;
}

it('is where it was before', async () => {
  named('train').focus();
  named('one').focus();
  named('two').focus();
  expect(await without('two')).toBe('train');
  named('one').focus();
  expect(await without('one')).toBe('train');
  expect(home).not.toHaveBeenCalled();
});

it('is at home where nothing had it, or that is gone too', async () => {
  named('one').focus();
  expect(await without('one')).toBe('words');
  named('train').focus();
  named('two').focus();
  named('train').remove();
  expect(await without('two')).toBe('words');
  expect(home).toHaveBeenCalledTimes(2);
});

it('stays where it is when what goes does not have it', async () => {
  named('one').focus();
  expect(await without('two')).toBe('one');
  named('one').blur();
  await Promise.resolve();
  expect(await without('one')).toBe('');
  expect(home).not.toHaveBeenCalled();
});

it('is given to the first that is there', () => {
  focusFirst('#none', '#two', '#one');
  expect(document.activeElement?.id).toBe('two');
});

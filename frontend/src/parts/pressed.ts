/** What a key means to a shortcut, on every keyboard: what is printed on it, or what is there on a Latin one. */

/** Letters of Latin layouts, and the signs that some of them (Dvorak, Bépo, AZERTY) have where others have letters. */
const LATIN = /^[\p{Script=Latin}'",.;:<>?!^_-]$/u;
const ASCII = /^[ -~]$/;
/** "Enter", "ArrowLeft", "F5"; these two say only that something else was there first. */
const NAMED = /^(?!Process$|Unidentified$)[A-Z][A-Za-z0-9]+$/;

/**
 * The name of a key ("Escape"), or its letter in lower case, or its sign. A Latin letter is what it says, wherever it is: Z is Z on
 * QWERTZ and Dvorak. Other scripts (Я, ζ, ז, ض) have a letter elsewhere: there the key's place on a Latin keyboard decides.
 */
export function pressed(event: KeyboardEvent): string {
  const { key, code } = event;
  if (NAMED.test(key)) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter ? LATIN.test(key) : ASCII.test(key) || LATIN.test(key)) return key.toLowerCase();
  if (letter) return letter.toLowerCase();
  if (code === 'Space') return ' ';
  if (code === 'Period') return '.';
  if (code === 'Slash') return event.shiftKey ? '?' : '/';
  return key.toLowerCase();
}

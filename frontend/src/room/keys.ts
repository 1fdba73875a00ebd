/** The presenter's keys of rooms that were made in this browser, kept here and nowhere else: never in a link. */

/** What the house room's key is kept under: its code changes with every start of the server. */
export const HOUSE = '';
const PLACE = 'inkling-keys';
const MOST = 50;
/** Of this page's life, where nothing can be kept. */
const unkept = new Map<string, string>();

/** The key of a room; null: there is none here. */
export function keyOf(room: string): string | null {
  return unkept.get(room) ?? stored().findLast(([code]) => code === room)?.[1] ?? null;
}

/** Keep a key, in the place of those kept longest. */
export function keepKey(room: string, key: string): void {
  const others = stored().filter(([code]) => code !== room);
  try {
    localStorage.setItem(PLACE, JSON.stringify([...others, [room, key]].slice(-MOST)));
    unkept.delete(room);
  } catch {
    // Storage may be forbidden, or full; then the key holds until the page is closed.
    unkept.set(room, key);
  }
}

function stored(): [string, string][] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '[]');
    if (!Array.isArray(found)) return [];
    return found.filter((pair): pair is [string, string] => {
      return Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string';
    });
  } catch {
    // What is there was not written by this page, or may not be read.
    return [];
  }
}

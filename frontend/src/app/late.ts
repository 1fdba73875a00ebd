/**
 * The address follows what is shown a moment later. What it was about to be when the page went is kept by the tab, for the case that the
 * page is loaded anew: a browser then asks for what the address was before, whatever is written to it while the page goes.
 */
const NAME = 'inkling.late';

/** The page goes; its address was about to be this one. */
export function keepLate(next: URL): void {
  try {
    sessionStorage.setItem(NAME, next.href);
  } catch {
    // Storage is full or forbidden: then the last moment is lost.
  }
}

/** The address that the page was loaded with; where it was loaded anew, what that was about to be. `how`: a navigation's type. */
export function arrived(how = navigation()): URL {
  const here = new URL(location.href);
  try {
    const kept = sessionStorage.getItem(NAME);
    sessionStorage.removeItem(NAME);
    if (kept === null || how !== 'reload') return here;
    const late = new URL(kept);
    return late.origin === here.origin && late.pathname === here.pathname ? late : here;
  } catch {
    // Storage is forbidden, or holds something else.
    return here;
  }
}

function navigation(): string {
  const [found] = performance.getEntriesByType('navigation');
  return found && 'type' in found ? String(found.type) : 'navigate';
}

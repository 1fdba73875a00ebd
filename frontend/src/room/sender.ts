/** What this page is known by where each page counts once: made by chance, kept for this tab, told to the server alone. */
const PLACE = 'inkling-sender';
let made = '';

export function sender(): string {
  try {
    made = sessionStorage.getItem(PLACE) ?? made;
  } catch {
    // Storage may be forbidden; then it holds until the page is closed.
  }
  if (/^[A-Za-z0-9_-]{16,40}$/.test(made)) return made;
  made = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  try {
    sessionStorage.setItem(PLACE, made);
  } catch {
    // As above.
  }
  return made;
}

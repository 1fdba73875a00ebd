/** A page that was built for another form of messages than the server's: it is loaded anew. */
const NAME = 'inkling.renewed';

/**
 * Loads the page anew, once for each form that a server has: where it comes back as it was (some cache has kept it), doing so again
 * would not help. False: it was done before, or that can't be known.
 */
export function reloadOnce(form: string, reload = () => location.reload()): boolean {
  try {
    if (sessionStorage.getItem(NAME) === form) return false;
    sessionStorage.setItem(NAME, form);
  } catch {
    // Storage is full or forbidden.
    return false;
  }
  reload();
  return true;
}

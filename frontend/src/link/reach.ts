/** Why there is no socket, though there is a page: a proxy may be in the way, and the server knows which setting is missing. */

const NO_SOCKETS =
  'The server answers, but WebSockets do not get through. A proxy in front has to pass on the headers Upgrade and Connection.';
const PATIENCE = 5_000;

/**
 * Asks the server; '': it does not answer either, or nothing is known to be wrong.
 *
 * Args:
 *   sure: connections fail again and again.
 */
export async function whyUnreached(sure: boolean): Promise<string> {
  const url = new URL('api/reach', document.baseURI);
  url.searchParams.set('page', location.origin);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 403) return await answer.text();
    if (!answer.ok) return '';
    const { problem } = (await answer.json()) as { problem: string };
    return problem || (sure ? NO_SOCKETS : '');
  } catch {
    // The server is away: nothing is known but that.
    return '';
  }
}

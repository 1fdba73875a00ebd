/** Where others find a room. */

export interface RoomLink {
  /** null: only this machine can open the page. */
  link: string | null;
  /** The link as a QR code: rows of "1" (dark) and "0". */
  qr: string[];
}

/** Asks the server; null: it does not answer. */
export async function roomLink(code: string): Promise<RoomLink | null> {
  try {
    const answer = await fetch(new URL(`api/rooms/${encodeURIComponent(code)}/link`, document.baseURI));
    return answer.ok ? ((await answer.json()) as RoomLink) : null;
  } catch {
    // The server is not there; the page says so elsewhere.
    return null;
  }
}

/** An address of this page as others reach it: with all that stands in it, at the scheme, host, port and path that they use. */
export function forOthers(url: URL, found: RoomLink | null): URL {
  if (!found?.link) return url;
  const theirs = new URL(found.link);
  return new URL(`${theirs.pathname}${url.search}${url.hash}`, theirs);
}

/** The dark modules of a QR code as one SVG path, a unit each; runs in a row are one rectangle. */
export function qrPath(rows: readonly string[]): string {
  return rows
    .flatMap((row, y) =>
      [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`),
    )
    .join('');
}

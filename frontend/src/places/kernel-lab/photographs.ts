/** Photographs that the server has. */
import type { Picture } from './picture';
import { open } from './upload';

/**
 * One of them, in colour.
 *
 * Throws an Error whose message says why not, in plain words.
 */
export async function photograph(name: string): Promise<Picture> {
  let answer: Response;
  try {
    answer = await fetch(new URL(`api/photographs/${name}.jpg`, document.baseURI));
  } catch {
    throw new Error('The server can not be reached, and the photograph lies there. Try again when it is back.');
  }
  if (!answer.ok) throw new Error(`The server has no photograph “${name}” (${answer.status}).`);
  return open(await answer.blob());
}

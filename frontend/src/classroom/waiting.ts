/** Drawings that are to be handed in, kept for this tab until the server has them: a page that is loaded anew still has them. */
import type { Command } from '../link/protocol.gen';

const PLACE = 'inkling-hand-ins';

export interface Waiting {
  room: string;
  command: Command & { kind: 'hand-in' };
}

export function keep(waiting: readonly Waiting[]): void {
  const plain = waiting.map(({ room, command }) => [room, { ...command, image: [...command.image] }]);
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(plain));
  } catch {
    // Storage may be forbidden or full; then they are kept until the page is closed.
  }
}

export function kept(): Waiting[] {
  try {
    const plain = JSON.parse(sessionStorage.getItem(PLACE) ?? '[]') as [string, Waiting['command']][];
    return plain.map(([room, command]) => ({ room, command: { ...command, image: Uint8Array.from(command.image) } }));
  } catch {
    // What is there was not written by this page, or may not be read.
    return [];
  }
}

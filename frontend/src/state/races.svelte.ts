/** Copies of the net that race. */
import type { RaceSettings, RaceSoFar } from '../link/protocol.gen';
import type { Server } from './server';

export class Races {
  /** The one there is, or was last; null: none. */
  now = $state.raw<RaceSoFar | null>(null);
  /** Why the last one that was asked for is none; '': it is one. */
  problem = $state('');

  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Nothing is known; what there is follows. */
  forget(): void {
    this.now = null;
    this.problem = '';
  }

  take(event: RaceSoFar): void {
    this.now = event.state === 'away' ? null : event;
    if (event.state === 'starting') this.problem = '';
  }

  start(race: RaceSettings): void {
    const sent = this.#server.send({ kind: 'race', race });
    this.problem = sent ? '' : 'There is no connection to the server. Try again when it is back.';
  }

  /** Stop it; `away`: and put it away, for everybody. */
  end(away = false): void {
    this.#server.ask({ kind: 'end-race', away });
  }
}

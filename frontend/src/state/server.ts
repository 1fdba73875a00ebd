/** The way to the server, for the parts of the store. */
import type { Command } from '../link/protocol.gen';

export interface Server {
  /** Sends a command; false: there is no connection. */
  send(command: Command): boolean;
  /** The same for what somebody pressed: that there is no connection is said. */
  ask(command: Command): boolean;
}

/**
 * The connection to the server: it greets, keeps itself alive, and comes back by itself.
 *
 * Commands given while it is away are not kept, for they may be stale when it is back; but what this page looks at and what is
 * on its pad are said again, after the greeting. Silence is noticed by a heartbeat: a ping every few seconds, and an answer
 * within ten; so is a connection that does not come about.
 */
import type { Command, Draw, Hello, Watch } from './protocol.gen';
import { frames, pack, unframe, type Frame } from './wire';

export type Link = 'connecting' | 'open' | 'lost';

export const PING_EVERY = 5_000;
export const SILENCE = 10_000;
/** So long a connection may take to come about; from then on the heartbeat watches it. */
export const HANDSHAKE = 10_000;
const FIRST_WAIT = 300;
const LONGEST_WAIT = 5_000;

export interface Ends {
  /** The greeting, made anew at every connection. */
  hello(): Hello;
  receive(frame: Frame): void;
  /** `reason`: why the server closed it, in words; '' where it did not say. */
  link(state: Link, reason: string): void;
  /**
   * No connection came about, and nobody said why; where there was one before, the server is away, and only one that was waited for
   * long counts. `sure`: it is not the first time, or was waited for.
   */
  unreached?(sure: boolean): void;
}

/** Milliseconds to wait before attempt number `attempt` (from 0), between half and the whole of a doubling time. */
export function backOff(attempt: number, random = Math.random()): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt) * (0.5 + random / 2);
}

export class Socket {
  #url: () => string;
  #ends: Ends;
  #socket: WebSocket | null = null;
  #open = false;
  /** There was a connection before. */
  #known = false;
  #closed = false;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #handshake: ReturnType<typeof setTimeout> | undefined;
  #pinged = 0;
  #heard = 0;
  #ticked = 0;
  #watch: Watch | null = null;
  #draw: Draw | null = null;

  constructor(url: () => string, ends: Ends) {
    this.#url = url;
    this.#ends = ends;
  }

  /** Connect, and stay connected until `close`. */
  start(): void {
    addEventListener('online', this.#hurry);
    document.addEventListener('visibilitychange', this.#hurry);
    this.#ends.link('connecting', '');
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    removeEventListener('online', this.#hurry);
    document.removeEventListener('visibilitychange', this.#hurry);
    this.#drop();
  }

  /** Let go of the connection and make another at once, with a new greeting. */
  again(): void {
    if (this.#closed) return;
    this.#attempt = 0;
    this.#connect();
  }

  /** Send a command; false if there is no connection (the newest watch and draw are said again when there is). */
  send(command: Command): boolean {
    if (command.kind === 'watch') this.#watch = command;
    if (command.kind === 'draw') this.#draw = command;
    if (!this.#socket || !this.#open) return false;
    this.#socket.send(pack(command));
    return true;
  }

  #connect(): void {
    this.#drop();
    const socket = (this.#socket = new WebSocket(this.#url()));
    socket.binaryType = 'arraybuffer';
    this.#handshake = setTimeout(() => this.#lost('', true), HANDSHAKE);
    socket.onopen = () => {
      clearTimeout(this.#handshake);
      socket.send(pack(this.#ends.hello()));
      this.#heard = this.#pinged = this.#ticked = Date.now();
      this.#beat = setInterval(this.#heartbeat, PING_EVERY);
    };
    socket.onmessage = (message: MessageEvent<ArrayBuffer>) => this.#take(message.data);
    socket.onclose = (event) => this.#lost(event.code === 1011 || event.code >= 4000 ? event.reason : '');
  }

  #take(message: ArrayBuffer): void {
    this.#heard = Date.now();
    const socket = this.#socket;
    let heard: Frame[];
    try {
      heard = frames(message).map(unframe);
    } catch (error) {
      console.error('A message from the server could not be read.', error);
      return;
    }
    // What the first of them says may end this connection.
    for (const frame of heard) if (this.#socket === socket) this.#hear(frame);
  }

  #hear(frame: Frame): void {
    if (!this.#open && frame.event.kind === 'welcome') {
      this.#open = this.#known = true;
      this.#attempt = 0;
      this.#ends.receive(frame);
      if (this.#closed) return;
      this.#ends.link('open', '');
      if (this.#watch) this.send(this.#watch);
      if (this.#draw) this.send(this.#draw);
      return;
    }
    this.#ends.receive(frame);
  }

  #heartbeat = (): void => {
    const now = Date.now();
    // A tick that comes late says that this page was held up, and answers may be waiting: then it is too early to judge.
    const late = now - this.#ticked > 1.5 * PING_EVERY;
    this.#ticked = now;
    if (this.#heard < this.#pinged && !late) {
      if (now - this.#pinged >= SILENCE) this.#lost('');
      return;
    }
    this.#pinged = now;
    this.#socket?.send(pack({ kind: 'ping' }));
  };

  #lost(reason: string, waited = false): void {
    const unreached = !this.#open && !reason && (waited || !this.#known);
    this.#drop();
    if (this.#closed) return;
    const sure = waited || this.#attempt > 0;
    this.#retry = setTimeout(() => this.#connect(), backOff(this.#attempt++));
    this.#ends.link('lost', reason);
    if (unreached) this.#ends.unreached?.(sure);
  }

  /** The network or the page is back: do not wait any longer. */
  #hurry = (): void => {
    if (this.#socket === null && !this.#closed && document.visibilityState !== 'hidden') this.#connect();
  };

  /** Let go of the socket without waiting for its closing, which may take long where the network is gone. */
  #drop(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#beat);
    clearTimeout(this.#handshake);
    const socket = this.#socket;
    this.#socket = null;
    this.#open = false;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}

/** Where the socket of this page is. */
export function socketAddress(): string {
  const url = new URL('ws', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

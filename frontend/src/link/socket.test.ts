import { encode } from '@msgpack/msgpack';
import { decode } from '@msgpack/msgpack';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command, Event } from './protocol.gen';
import { backOff, HANDSHAKE, PING_EVERY, SILENCE, Socket, type Link } from './socket';

class FakeWebSocket {
  static all: FakeWebSocket[] = [];
  binaryType = '';
  closed = false;
  sent: Command[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  url: string;

  constructor(url: string) {
    this.url = url;
    FakeWebSocket.all.push(this);
  }

  send(data: Uint8Array): void {
    this.sent.push(decode(data) as Command);
  }

  close(): void {
    this.closed = true;
  }

  say(event: Partial<Event> & { kind: string }, number = 0): void {
    const body = encode(event);
    const whole = new Uint8Array(4 + body.length);
    new DataView(whole.buffer).setUint32(0, number);
    whole.set(body, 4);
    this.onmessage?.({ data: whole.buffer });
  }

  /** As the server would: open, and welcome. */
  accept(): void {
    this.onopen?.();
    this.say({ kind: 'welcome' });
  }
}

const newest = () => FakeWebSocket.all.at(-1)!;
let links: [Link, string][];
let received: string[];
let unreached: boolean[];
let socket: Socket;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeWebSocket);
  FakeWebSocket.all = [];
  links = [];
  received = [];
  unreached = [];
  socket = new Socket(() => 'ws://house/ws', {
    hello: () => ({ kind: 'hello', last: received.length }),
    receive: ({ event }) => received.push(event.kind),
    link: (state, reason) => links.push([state, reason]),
    unreached: (sure) => unreached.push(sure),
  });
  socket.start();
});

afterEach(() => {
  socket.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('connecting', () => {
  it('greets first, and is open when it is welcomed', () => {
    expect(links).toEqual([['connecting', '']]);
    newest().onopen?.();
    expect(newest().sent).toEqual([{ kind: 'hello', last: 0 }]);
    expect(socket.send({ kind: 'train' })).toBe(false);
    newest().say({ kind: 'welcome' });
    expect(links.at(-1)).toEqual(['open', '']);
    expect(socket.send({ kind: 'train' })).toBe(true);
    expect(newest().sent.at(-1)).toEqual({ kind: 'train' });
  });

  it('says again what is watched and drawn, the newest only, and nothing else', () => {
    newest().accept();
    socket.send({ kind: 'watch', looks: { maps: ['a'] }, rate: 15 });
    socket.send({ kind: 'draw', id: 1, example: null });
    newest().onclose?.({ code: 1006, reason: '' });
    expect(socket.send({ kind: 'step' })).toBe(false);
    socket.send({ kind: 'draw', id: 2, example: { signal: 'picture', size: [1, 1, 1], values: Uint8Array.of(1) } });
    vi.advanceTimersByTime(300);
    expect(FakeWebSocket.all).toHaveLength(2);
    newest().accept();
    expect(newest().sent.map((command) => command.kind)).toEqual(['hello', 'watch', 'draw']);
    expect(newest().sent.at(-1)).toMatchObject({ id: 2 });
  });

  it('goes on after a message that can not be read', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    newest().accept();
    newest().onmessage?.({ data: Uint8Array.of(0, 0, 0, 0, 0xc1).buffer });
    newest().say({ kind: 'status' }, 1);
    expect(received).toEqual(['welcome', 'status']);
    expect(error).toHaveBeenCalledOnce();
  });
});

describe('coming back', () => {
  it('waits from 0.15 s to 5 s, longer each time, and begins anew after a welcome', () => {
    for (let attempt = 0; attempt < 12; attempt++) {
      expect(backOff(attempt, 0)).toBe(Math.min(5000, 300 * 2 ** attempt) / 2);
      expect(backOff(attempt, 1)).toBe(Math.min(5000, 300 * 2 ** attempt));
    }
    for (let i = 0; i < 8; i++) {
      newest().onclose?.({ code: 1006, reason: '' });
      vi.advanceTimersByTime(5000);
    }
    expect(FakeWebSocket.all).toHaveLength(9);
    newest().accept();
    newest().onclose?.({ code: 1006, reason: '' });
    vi.advanceTimersByTime(300);
    expect(FakeWebSocket.all).toHaveLength(10);
  });

  it('does not wait when the network is back', () => {
    newest().accept();
    newest().onclose?.({ code: 1006, reason: '' });
    dispatchEvent(new window.Event('online'));
    expect(FakeWebSocket.all).toHaveLength(2);
    dispatchEvent(new window.Event('online'));
    vi.advanceTimersByTime(6000);
    expect(FakeWebSocket.all).toHaveLength(2);
  });

  it('shows why the server closed it, where it says so', () => {
    newest().accept();
    newest().onclose?.({ code: 1011, reason: 'A fault in Inkling; it has been logged.' });
    expect(links.at(-1)).toEqual(['lost', 'A fault in Inkling; it has been logged.']);
    vi.advanceTimersByTime(300);
    newest().onclose?.({ code: 4001, reason: 'Room K7QX is full.' });
    expect(links.at(-1)).toEqual(['lost', 'Room K7QX is full.']);
    vi.advanceTimersByTime(5000);
    newest().onclose?.({ code: 1001, reason: 'going away' });
    expect(links.at(-1)).toEqual(['lost', '']);
  });

  it('stays away once it is closed', () => {
    newest().accept();
    socket.close();
    expect(newest().closed).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(FakeWebSocket.all).toHaveLength(1);
  });
});

describe('the heartbeat', () => {
  const pings = () => newest().sent.filter((command) => command.kind === 'ping').length;

  it('pings every few seconds, and stays while it is answered', () => {
    newest().accept();
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(PING_EVERY);
      vi.advanceTimersByTime(5);
      newest().say({ kind: 'pong' });
    }
    expect(pings()).toBe(20);
    expect(FakeWebSocket.all).toHaveLength(1);
    expect(links.at(-1)).toEqual(['open', '']);
  });

  it('gives up a silent connection, and never waits for it to close', () => {
    newest().accept();
    vi.advanceTimersByTime(PING_EVERY + SILENCE);
    expect(links.at(-1)).toEqual(['lost', '']);
    const first = FakeWebSocket.all[0]!;
    expect(first.closed).toBe(true);
    expect(first.onmessage).toBeNull();
    vi.advanceTimersByTime(300);
    expect(FakeWebSocket.all).toHaveLength(2);
  });

  it('does not judge while the page itself was held up', () => {
    newest().accept();
    vi.advanceTimersByTime(PING_EVERY);
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(PING_EVERY);
    expect(links.at(-1)).toEqual(['open', '']);
    expect(pings()).toBe(2);
    vi.advanceTimersByTime(SILENCE + PING_EVERY);
    expect(links.at(-1)).toEqual(['lost', '']);
  });

  it('takes any message for an answer', () => {
    newest().accept();
    vi.advanceTimersByTime(PING_EVERY);
    vi.advanceTimersByTime(2);
    newest().say({ kind: 'status' }, 5);
    vi.advanceTimersByTime(SILENCE);
    expect(links.at(-1)).toEqual(['open', '']);
  });
});

describe('a connection that does not come about', () => {
  it('is given up after ten seconds without an answer, and tried again', () => {
    vi.advanceTimersByTime(HANDSHAKE - 1);
    expect(links.map(([state]) => state)).toEqual(['connecting']);
    vi.advanceTimersByTime(1);
    expect(links.at(-1)).toEqual(['lost', '']);
    expect(unreached).toEqual([true]);
    vi.advanceTimersByTime(1000);
    expect(FakeWebSocket.all).toHaveLength(2);
    newest().accept();
    vi.advanceTimersByTime(HANDSHAKE);
    expect(links.at(-1)).toEqual(['open', '']);
  });

  it('is asked after when it is refused, surely so from the second time on', () => {
    newest().onclose?.({ code: 1006, reason: '' });
    vi.advanceTimersByTime(1000);
    newest().onclose?.({ code: 1006, reason: '' });
    expect(unreached).toEqual([false, true]);
  });

  it('is not asked after where the server said why, or where there was one', () => {
    newest().onclose?.({ code: 4001, reason: 'Room K7AX is full.' });
    vi.advanceTimersByTime(1000);
    newest().accept();
    newest().onclose?.({ code: 1006, reason: '' });
    vi.advanceTimersByTime(1000);
    newest().onclose?.({ code: 1006, reason: '' });
    expect(unreached).toEqual([]);
  });
});

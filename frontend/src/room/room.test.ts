import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Viewers } from '../link/protocol.gen';
import JoinForm from './JoinForm.svelte';
import { qrPath } from './link';
import RoomDialog from './RoomDialog.svelte';
import { typedCode, type Role } from './words';

afterEach(cleanup);

const people = (more: Partial<Viewers> = {}): Viewers => ({
  kind: 'viewers',
  count: 3,
  driver: null,
  volunteers: [],
  closed: false,
  copies: false,
  ...more,
});

function dialog(role: Role, of: Viewers, link: string | null = null) {
  const said = {
    onjoin: vi.fn(),
    onhand: vi.fn(),
    onvolunteer: vi.fn(),
    onrules: vi.fn(),
    oncopy: vi.fn(),
    onclose: vi.fn(),
  };
  vi.stubGlobal('fetch', () => Promise.resolve({ ok: true, json: () => ({ link, qr: link ? ['10', '01'] : [] }) }));
  render(RoomDialog, { code: 'K7AX', role, people: of, problem: '', ...said });
  return said;
}

describe('a code that is typed', () => {
  it('may have small letters, spaces and hyphens', () => {
    expect(typedCode(' k7-ax ')).toBe('K7AX');
  });

  it('is sent when it is there', async () => {
    const onjoin = vi.fn();
    render(JoinForm, { problem: 'There is no room ZZZZ.', onjoin });
    expect(screen.getByTestId<HTMLButtonElement>('join').disabled).toBe(true);
    await fireEvent.input(screen.getByTestId('join-code'), { target: { value: 'k7ax' } });
    await fireEvent.click(screen.getByTestId('join'));
    expect(onjoin).toHaveBeenCalledExactlyOnceWith('K7AX');
    expect(screen.getByRole('alert').textContent).toBe('There is no room ZZZZ.');
  });
});

describe('the room', () => {
  it('lets the presenter hand control over, take it back, and say what others may do', async () => {
    const driver = { id: 'd', name: 'Dora' };
    const said = dialog('presenter', people({ driver, volunteers: [{ id: 'v', name: '<b>Ada</b>' }] }));
    expect(screen.getByTestId('volunteer').textContent).toContain('<b>Ada</b> offers to take control');
    await fireEvent.click(screen.getByTestId('hand-over'));
    await fireEvent.click(screen.getByTestId('take-back'));
    expect(said.onhand.mock.calls).toEqual([['v'], [null]]);
    await fireEvent.click(screen.getByTestId('room-closed'));
    await fireEvent.click(screen.getByTestId('room-copies'));
    expect(said.onrules.mock.calls).toEqual([[{ closed: true }], [{ copies: true }]]);
    expect(screen.queryByTestId('offer')).toBeNull();
  });

  it('lets a viewer offer to take control, and try it where that is allowed', async () => {
    const said = dialog('viewer', people());
    expect(screen.queryByTestId('room-closed')).toBeNull();
    expect(screen.queryByTestId('try-it')).toBeNull();
    await fireEvent.input(screen.getByPlaceholderText('Your name'), { target: { value: 'Ada' } });
    await fireEvent.click(screen.getByTestId('offer'));
    await fireEvent.click(screen.getByTestId('offer'));
    expect(said.onvolunteer.mock.calls).toEqual([
      [true, 'Ada'],
      [false, 'Ada'],
    ]);
    cleanup();
    const copies = dialog('viewer', people({ copies: true }));
    await fireEvent.click(screen.getByTestId('try-it'));
    expect(copies.oncopy).toHaveBeenCalledOnce();
  });

  it('shows where others come in, or says that they can not', async () => {
    dialog('presenter', people(), 'http://192.0.2.7:8000/?room=K7AX');
    expect(await screen.findByText('http://192.0.2.7:8000/?room=K7AX')).toBeTruthy();
    expect(screen.getByTestId('room-qr')).toBeTruthy();
    cleanup();
    dialog('presenter', people());
    expect(await screen.findByText(/Only this machine can open this page/)).toBeTruthy();
    expect(screen.queryByTestId('room-qr')).toBeNull();
  });
});

describe('a QR code', () => {
  it('is drawn run by run', () => {
    expect(qrPath(['1011', '0000', '0110'])).toBe('M0 0h1v1h-1zM2 0h2v1h-2zM1 2h2v1h-2z');
  });
});

/** Words for rooms, and codes as people type them. */
import type { YourRole } from '../link/protocol.gen';

export type Role = YourRole['role'];

/** The code in what was typed: capitals, without spaces and hyphens. */
export function typedCode(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase();
}

export function roleWords(role: Role): string {
  switch (role) {
    case 'presenter':
      return 'You present: what you change and train is what everybody here sees.';
    case 'driver':
      return 'You have control: you can change and train the net.';
    case 'viewer':
      return 'You are a viewer: you see the net live, and draw on a pad of your own.';
  }
}

/** Why a control is out of reach; '' where it is not. */
export function whyNot(role: Role): string {
  return role === 'viewer' ? 'Only the presenter of this room, and who was handed control, can do this' : '';
}

/** "1 here", "300 here". */
export function hereWords(count: number): string {
  return count === 1 ? 'Only you are here' : `${count} are here`;
}

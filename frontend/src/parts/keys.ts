/** Which key does what, everywhere on the page. */
import { pressed } from './pressed';

export type Action = 'train' | 'step' | 'reset' | 'undo' | 'redo' | 'help' | 'back' | 'theme' | 'present';

interface Shortcut {
  action: Action;
  /** As the help shows it. */
  keys: string[];
  words: string;
}

export const SHORTCUTS: Shortcut[] = [
  { action: 'train', keys: ['Space'], words: 'Train, or pause' },
  { action: 'step', keys: ['S'], words: 'One step: one mini-batch' },
  { action: 'reset', keys: ['R'], words: 'Reset to the first weights' },
  { action: 'undo', keys: ['Ctrl', 'Z'], words: 'Undo what was changed last: a stroke, the net, the lab' },
  { action: 'redo', keys: ['Ctrl', 'Shift', 'Z'], words: 'Redo it' },
  { action: 'theme', keys: ['T'], words: 'Paper or chalkboard' },
  { action: 'present', keys: ['P'], words: 'Present: for a projector' },
  { action: 'back', keys: ['Esc'], words: 'Back by one level' },
  { action: 'help', keys: ['?'], words: 'This list' },
];

/** What a clicker asks for. */
export type Press = 'next' | 'previous' | 'start' | 'black';

/** What a clicker sends, while presenting. */
export const CLICKER = [
  { keys: ['Page Down', '→'], words: 'Presenting: one layer more' },
  { keys: ['Page Up', '←'], words: 'Presenting: one layer less' },
  { keys: ['.'], words: 'Presenting: black, and back' },
];

const TYPING =
  'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable=""], [contenteditable=true]';
const PRESSABLE =
  'button, a[href], summary, input, [role=button], [role=slider], [role=option], [role=tab], [role=checkbox], [role=switch], [role=menuitem], [role=gridcell]';

/** The action of a key press, or null. While somebody types, only Escape is ours; Space belongs to a focused control. */
export function action(event: KeyboardEvent): Action | null {
  if (event.defaultPrevented || event.isComposing || event.altKey) return null;
  const target = event.target instanceof Element ? event.target : null;
  const key = pressed(event);
  if (key === 'Escape') return 'back';
  if (target?.closest(TYPING)) return null;
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
    if (key === 'y' && !event.shiftKey) return 'redo';
    return null;
  }
  if (key === '?') return 'help';
  if (event.shiftKey || event.repeat) return null;
  if (key === ' ') return target?.closest(PRESSABLE) ? null : 'train';
  if (key === 's') return 'step';
  if (key === 'r') return 'reset';
  if (key === 't') return 'theme';
  if (key === 'p') return 'present';
  return null;
}

/** Takes arrow keys itself. */
const WALKED = '[role=slider], [role=option], [role=tab], [role=gridcell], [role=application], input, audio, video';

/** What a clicker asks for. Its Page Up and Page Down are the presenter's wherever the keyboard is; the arrows are also others'. */
export function clicker(event: KeyboardEvent): Press | null {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return null;
  const target = event.target instanceof Element ? event.target : null;
  const typing = Boolean(target?.closest(TYPING));
  const walked = typing || Boolean(target?.closest(WALKED));
  // A clicker sends the key of a full stop, whatever is there on this keyboard; who types means what is on it.
  const dot = event.code === 'Period' && !event.shiftKey && !/^\p{Script=Latin}$/u.test(event.key);
  switch (dot ? '.' : pressed(event)) {
    case 'PageDown':
      return 'next';
    case 'PageUp':
      return 'previous';
    case 'F5':
      return 'start';
    case 'ArrowRight':
      return walked ? null : 'next';
    case 'ArrowLeft':
      return walked ? null : 'previous';
    case '.':
      return typing ? null : 'black';
    default:
      return null;
  }
}

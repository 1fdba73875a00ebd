/** Which key does what, everywhere on the page. */

export type Action = 'train' | 'step' | 'reset' | 'undo' | 'redo' | 'help' | 'back' | 'theme';

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
  { action: 'undo', keys: ['Ctrl', 'Z'], words: 'Undo the last change' },
  { action: 'redo', keys: ['Ctrl', 'Shift', 'Z'], words: 'Redo it' },
  { action: 'theme', keys: ['T'], words: 'Paper or chalkboard' },
  { action: 'back', keys: ['Esc'], words: 'Back by one level' },
  { action: 'help', keys: ['?'], words: 'This list' },
];

const TYPING =
  'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable=""], [contenteditable=true]';
const PRESSABLE =
  'button, a[href], summary, input, [role=button], [role=slider], [role=option], [role=tab], [role=checkbox], [role=switch], [role=menuitem], [role=gridcell]';

/** The action of a key press, or null. While somebody types, only Escape is ours; Space belongs to a focused control. */
export function action(event: KeyboardEvent): Action | null {
  if (event.defaultPrevented || event.isComposing || event.altKey) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (event.key === 'Escape') return 'back';
  if (target?.closest(TYPING)) return null;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
    if (key === 'y' && !event.shiftKey) return 'redo';
    return null;
  }
  if (event.key === '?') return 'help';
  if (event.shiftKey || event.repeat) return null;
  if (key === ' ') return target?.closest(PRESSABLE) ? null : 'train';
  if (key === 's') return 'step';
  if (key === 'r') return 'reset';
  if (key === 't') return 'theme';
  return null;
}

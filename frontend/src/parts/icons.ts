/** Line drawings for buttons: paths in a 16 × 16 box, drawn with the text's colour. */
export const ICONS = {
  play: 'M5 3.2v9.6l7.6-4.8z',
  pause: 'M4.6 3.2v9.6M11.4 3.2v9.6',
  step: 'M4 3.4v9.2L10 8zM12.4 3.4v9.2',
  reset: 'M3.2 8a4.8 4.8 0 1 0 1.6-3.6M3 2.6v3h3',
  undo: 'M6 3 2.5 6.5 6 10M3 6.5h6.2a3.6 3.6 0 0 1 0 7.2H7',
  redo: 'm10 3 3.5 3.5L10 10m3-3.5H6.8a3.6 3.6 0 0 0 0 7.2H9',
  share: 'M8 9.8V2.4M5.2 5 8 2.2 10.8 5M3 8.4v5h10v-5',
  theme: 'M8 2.2a5.8 5.8 0 0 1 0 11.6z',
  close: 'm4 4 8 8m0-8-8 8',
  present: 'M2 3h12v8H2zM8 11v3M5 14h6',
  back: 'M10 3.5 5.5 8l4.5 4.5',
} as const;

export type IconName = keyof typeof ICONS;

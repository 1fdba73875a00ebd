/**
 * Colours for nets in an order, from green through blue-green to violet, after viridis (S. van der Walt, N. Smith, 2015): its
 * lightness runs one way, so that the order is seen without its hues too. More is further from the paper, as with ink.
 */
import { css, hex, mix, pack, type Rgb, type Theme } from '../paint/colours';

/** Cut off where it would fade into the card: words in these colours are to be read at WCAG AA. */
const STOPS: Record<Theme, readonly Rgb[]> = {
  light: ['#557a00', '#007368', '#1f589c', '#66288f', '#48001c'].map(hex),
  dark: ['#9087d8', '#58a6b8', '#4bc49a', '#a8dc5c', '#fdf3a0'].map(hex),
};

/** So many colours, for the smallest to the largest value. */
export function ramp(nets: number, theme: Theme): string[] {
  const stops = STOPS[theme];
  return Array.from({ length: nets }, (_, i) => {
    const at = nets > 1 ? (i / (nets - 1)) * (stops.length - 1) : stops.length - 1;
    const left = Math.min(Math.floor(at), stops.length - 2);
    return css(pack(mix(stops[left] as Rgb, stops[left + 1] as Rgb, at - left)));
  });
}

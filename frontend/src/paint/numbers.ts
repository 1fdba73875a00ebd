/** A whole number with narrow spaces between thousands: 10 000. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

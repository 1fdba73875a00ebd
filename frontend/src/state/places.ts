/** The places of the page; which one is shown stands in the address: `?place=lab`. */
export type Place = 'net' | 'lab' | 'class';

/** Name, title, and what it is for. The class is for presenters. */
export const PLACES: readonly (readonly [Place, string, string])[] = [
  ['net', 'Net', 'Stack layers, train, draw'],
  ['lab', 'Kernel lab', 'Convolution by hand, number by number'],
  ['class', 'Class', 'What viewers have handed in, and what the net says of it'],
];

/** Only who presents may be there: who follows stays where they are. */
export const OF_PRESENTER: Place = 'class';

/** The place of this name; undefined: there is none. */
export function placeNamed(name: string | null): Place | undefined {
  return PLACES.find(([each]) => each === name)?.[0];
}

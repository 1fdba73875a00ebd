/** Which one is the likeliest. */

/** Index of the largest share, the first of several; what is no number is left out. Null: there is none. */
export function likeliest(shares: ArrayLike<number> | null | undefined): number | null {
  let best: number | null = null;
  for (let i = 0; i < (shares?.length ?? 0); i += 1) {
    const share = shares?.[i] ?? NaN;
    if (Number.isFinite(share) && (best === null || share > (shares?.[best] ?? NaN))) best = i;
  }
  return best;
}

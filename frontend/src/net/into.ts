/** An attachment that keeps an element in a list for as long as it is on the page; painting needs it, Svelte does not. */
export function into<T extends Element>(list: (T | null)[], at: number): (node: T) => () => void {
  return (node) => {
    list[at] = node;
    return () => {
      if (list[at] === node) list[at] = null;
    };
  };
}

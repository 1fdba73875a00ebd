/** Is this the same data? For plain data as JSON has it; the order of an object's keys does not matter. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(x);
  return keys.length === Object.keys(y).length && keys.every((key) => key in y && equal(x[key], y[key]));
}

/** Where `a` and `b` differ, as the paths of the deepest objects' fields (lists count as one). */
export function differences(a: unknown, b: unknown, path = ''): string[] {
  if (equal(a, b)) return [];
  const plain = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!plain(a) || !plain(b)) return [path];
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].flatMap((key) =>
    differences(x[key], y[key], path ? `${path}.${key}` : key),
  );
}

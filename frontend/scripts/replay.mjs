// Draws with the page's own code, as its pad does. In: JSON on stdin, drawings of strokes of [x, y] in shares of the pad's
// side; out: for each drawing what the net is given, 28 × 28 bytes, all 0 where there is nothing to read.
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const source = (file) => fileURLToPath(new URL(`../src/tasks/images/${file}`, import.meta.url));
const options = { configFile: false, logLevel: 'error' };
const { Drawing } = (await runnerImport(source('drawing.ts'), options)).module;
const { Writer } = (await runnerImport(source('written.ts'), options)).module;

const SIZE = 28;
const drawings = await json(process.stdin);
const out = new Uint8Array(drawings.length * SIZE * SIZE);
drawings.forEach(({ brush, strokes }, i) => {
  const drawing = new Drawing();
  for (const [[x, y], ...rest] of strokes) {
    drawing.begin([x, y, 0.5], brush, false);
    for (const [x, y] of rest) drawing.extend([x, y, 0.5]);
    drawing.end();
  }
  const image = new Writer().write(drawing.strokes, SIZE);
  if (image) out.set(image, i * SIZE * SIZE);
});
process.stdout.write(out);

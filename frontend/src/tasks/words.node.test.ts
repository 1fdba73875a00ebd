// @vitest-environment node
/** What is of one task alone is said in its folder alone: the rest of the page stands for any task. */
import { readdirSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** The words of `tasks/images`. */
const WORDS = /accurac|\bclasses\b|probabilit|confusion|cross_?entropy|argmax|(?<![\d.])28\b|image/i;

/** Names of the browser's own, which have nothing to do with a task. */
const BROWSERS = new RegExp(
  [
    String.raw`\b(?:(?:put|get|create)?ImageData|drawImage|(?:create)?ImageBitmap|imageSmoothing\w*|CanvasImageSource)\b`,
    String.raw`\b(?:background|border|mask)-image\b`,
    String.raw`\bimage-rendering\b`,
    String.raw`\bimage/[a-z*]+`,
  ].join('|'),
  'g',
);

interface Exception {
  why: string;
  /** What is let pass; left out: everything. */
  words?: readonly string[];
}

/** Where the words may stand all the same; what ends in "/" is a folder. The list only gets shorter. */
const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  'places/kernel-lab/': {
    why: 'The kernel lab is a place of images, and its bench is of classes: no task stands there.',
  },
  'places/class/': { why: 'The wall is of drawings of digits, 28 by 28, for the task of images alone.' },
  'classroom/': { why: 'What is handed in are drawings of digits, 28 by 28, for the task of images alone.' },
  'App.svelte': { why: 'It hands the wall the names of its classes.', words: ['classes={names}'] },
  'places/page.svelte.ts': {
    why: 'It begins what belongs to the images beside their pad, as there is one task alone that has any.',
    words: ["'../tasks/images/"],
  },
  'places/playground/Playground.svelte': {
    why: 'It has a tab for what is measured of shifted images, and a place to hand drawings in.',
    words: ["'../../tasks/images/", 'classes={names}'],
  },
  'charts/Results.svelte': { why: 'Tests find it by this name.', words: ['data-testid="test-accuracy"'] },
  'race/RaceChart.svelte': { why: 'Tests find it by this name.', words: ['data-testid="race-accuracy"'] },
  'training/loss.ts': { why: 'The loss of this name, as PyTorch has it.', words: ["'CrossEntropyLoss'"] },
};

/** The lines that say a word of the images', and the exceptions that nothing needs. */
function found(files: Iterable<readonly [path: string, text: string]>, exceptions = EXCEPTIONS): string[] {
  const lines: string[] = [];
  const idle = new Set(
    Object.entries(exceptions).flatMap(([at, { words }]) => (words ?? ['']).map((w) => `${at} ${w}`)),
  );
  for (const [path, text] of files) {
    if (path.startsWith('tasks/images/')) continue;
    const at = Object.keys(exceptions).find((each) => (each.endsWith('/') ? path.startsWith(each) : path === each));
    for (const [i, line] of text.split('\n').entries()) {
      let left = line.replace(BROWSERS, '');
      if (at === undefined) {
        if (WORDS.test(left)) lines.push(`${path}:${i + 1}: ${line.trim()}`);
        continue;
      }
      for (const word of exceptions[at]?.words ?? ['']) {
        if (!WORDS.test(left) || !left.includes(word)) continue;
        idle.delete(`${at} ${word}`);
        left = word ? left.replaceAll(word, '') : '';
      }
      if (WORDS.test(left)) lines.push(`${path}:${i + 1}: ${line.trim()}`);
    }
  }
  return [...lines, ...[...idle].map((each) => `Nothing needs the exception ${each}`.trim())];
}

/** Every file that the page is made of, but for what is written by a program. */
function* sources(): Generator<readonly [string, string]> {
  for (const entry of readdirSync('src', { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|svelte|css)$/.test(entry.name) || /\.(test|gen)\.ts$/.test(entry.name)) continue;
    const path = resolve(entry.parentPath, entry.name);
    yield [relative(resolve('src'), path).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
  }
}

it('says what is of images in the folder of their task alone', () => {
  const files = [...sources()];
  expect(files.length).toBeGreaterThan(200);
  expect(files.some(([path, text]) => path.startsWith('tasks/images/') && WORDS.test(text))).toBe(true);
  expect(found(files)).toEqual([]);
});

it.each([
  'const accuracy = 1;',
  'const testAccuracies = [];',
  'let { classes } = $props();',
  '  .classes {',
  'probabilities',
  'the confusion matrix',
  'cross_entropy(z)',
  'crossEntropy(z)',
  'const argmax = 3;',
  'const shape = [1, 28, 28];',
  'a test image',
  'const images = context.getImageData(0, 0, 1, 1);',
])('finds %s', (line) => {
  expect(found([['net/columns.ts', `one\n${line}`]], {})).toEqual([`net/columns.ts:2: ${line.trim()}`]);
  expect(found([['tasks/images/cells.ts', line]], {})).toEqual([]);
});

it('lets the browser’s own names and lengths pass', () => {
  const lines = [
    'on.putImageData(data, 0, 0);',
    'image-rendering: pixelated;',
    "'image/png'",
    'width: 28px;',
    '1.28',
    '128',
  ];
  expect(found([['net/columns.ts', lines.join('\n')]], {})).toEqual([]);
});

it('lets pass what an exception names, and tells of one that nothing needs', () => {
  const exceptions = { 'net/': { why: '' }, 'unit/a.ts': { why: '', words: ['argmax', 'image'] } };
  const files = [['net/a.ts', 'image'] as const, ['unit/a.ts', 'argmax\nclasses'] as const];
  expect(found(files, exceptions)).toEqual(['unit/a.ts:2: classes', 'Nothing needs the exception unit/a.ts image']);
  expect(found([['race/a.ts', 'image']], { 'net/': { why: '' } })).toEqual([
    'race/a.ts:1: image',
    'Nothing needs the exception net/',
  ]);
});

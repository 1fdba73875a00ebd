import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Forbids imports: `folder` may not import what matches `patterns`. */
function forbid(files, patterns, message) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] } };
}

/** Folders that are no places; they have rules of their own below. */
const OTHERS = ['app', 'paint', 'link', 'state'];

/** The places of the page: components with props in and callbacks out. Every folder is one, but for those named above. */
const places = readdirSync(new URL('src', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !OTHERS.includes(entry.name))
  .map((entry) => entry.name);
const state = [
  '**/store.svelte',
  '**/store.svelte.ts',
  '**/socket',
  '**/socket.ts',
  '**/wire',
  '**/wire.ts',
  '**/App.svelte',
];

export default ts.config(
  { ignores: ['node_modules/', 'src/link/protocol.gen.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-undef': 'off',
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'svelte/require-each-key': 'error',
      // Maps and sets made anew and replaced whole need no reactive copy.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    // Read by every browser there is.
    files: ['public/first-paint.js'],
    languageOptions: { ecmaVersion: 5, sourceType: 'script' },
    rules: { 'no-var': 'off', '@typescript-eslint/no-unused-vars': ['error', { caughtErrors: 'none' }] },
  },
  { files: ['*.js', '*.ts', 'scripts/**'], languageOptions: { globals: { ...globals.node } } },

  // Who may import whom: App → places → paint; App → state → link. Nothing the other way.
  ...places.map((place) =>
    forbid([`src/${place}/**`], state, 'A component takes props and gives callbacks; the store is known to App alone.'),
  ),
  forbid(
    ['src/paint/**'],
    ['../*', '!./*', 'svelte', 'svelte/*'],
    'paint/ is pure TypeScript and imports nothing of ours.',
  ),
  forbid(['src/state/**', 'src/link/**'], ['**/*.svelte'], 'What the page knows, and how it comes, know no component.'),
  forbid(['src/link/**'], ['**/*.svelte*', '**/state/*.svelte*', '../app/*'], 'link/ knows the server alone.'),
  { files: ['**/*.test.ts', '**/__tests__/**'], rules: { 'no-restricted-imports': 'off' } },
);

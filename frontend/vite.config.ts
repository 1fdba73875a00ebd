import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

/** The pages of the API's documentation, which FastAPI would otherwise load from a CDN. */
function swagger(): Plugin {
  const files = ['swagger-ui-bundle.js', 'swagger-ui.css'];
  return {
    name: 'swagger-ui',
    apply: 'build',
    generateBundle() {
      for (const file of files) {
        const source = readFileSync(require.resolve(`swagger-ui-dist/${file}`));
        this.emitFile({ type: 'asset', fileName: `swagger/${file}`, source });
      }
    },
  };
}

/** The oldest browsers that the page is meant for; the README and first-paint.js name them, and a test holds the build to them. */
const BROWSERS = ['chrome111', 'edge111', 'firefox115', 'safari16.4'];

export default defineConfig({
  base: './',
  plugins: [svelte(), svelteTesting(), swagger()],
  build: {
    outDir: '../backend/inkling/web/static',
    emptyOutDir: true,
    target: BROWSERS,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    restoreMocks: true,
    // For hangs alone: a busy machine with two cores is slow, and that is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

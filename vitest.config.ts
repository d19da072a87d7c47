import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// The workers load the same libraries 160 times; see src/main.ts for the desks that they start.
process.env['NODE_COMPILE_CACHE'] ??= new URL('node_modules/.cache/compiled', import.meta.url).pathname;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Flow tests mostly wait for servers: two at once even where Vitest would count one core for itself.
    maxWorkers: Math.max(2, availableParallelism()),
    reporters: ['default'],
  },
});

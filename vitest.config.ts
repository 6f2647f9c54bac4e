// Every test of the repository: one project, real servers by packages/testing.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'services/*/test/**/*.test.ts',
      'infra/test/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    globalSetup: ['packages/testing/src/global-setup.ts'],
    setupFiles: ['packages/testing/src/property-seed.ts'],
    // A bound on what hangs, never a measure of speed: busy machines take many times what quiet ones do.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    // The same for what is polled: vitest's own second is less than a loaded machine may take to end a connection or write a line.
    expect: { poll: { timeout: 60_000 } },
    // Tests share the machine with a database and a broker.
    maxWorkers: 2,
    reporters: ['default', './packages/testing/src/reporter.ts'],
  },
});

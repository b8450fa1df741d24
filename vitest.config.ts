import { defineConfig } from 'vitest/config';

const everywhere = {
  exclude: ['**/node_modules/**', 'test/architecture/fixtures/**'],
  // One machine of two cores is what the project promises to be tested on.
  maxWorkers: 2,
  execArgv: ['--import', new URL('src/bootstrap/quick-start.ts', import.meta.url).href],
};

/** With a server of their own, and a migrated database on it to copy. */
const onPostgres = {
  ...everywhere,
  globalSetup: ['test/support/nats-setup.ts', 'test/support/postgres-setup.ts'],
  setupFiles: ['test/support/nothing-leaks.ts'],
  testTimeout: 60_000,
  // Real processes are killed on a machine that does other things too: CI gives a failed test one more try, and says so.
  retry: process.env.CI ? 1 : 0,
  hookTimeout: 60_000,
};

const FAULTS = 'test/faults/**';
const CHAOS = 'test/faults/chaos.e2e.test.ts';

/** After all others, whom they would slow: these wait half of their time for what was killed. */
const underFaults = { ...onPostgres, maxWorkers: 5, sequence: { groupOrder: 1 } };

const CONTAINERS = 'test/topologies/container/**';

/** Only where there is a Docker engine, and an image to test. */
const container = {
  test: { ...everywhere, name: 'container', include: [`${CONTAINERS}/*.e2e.test.ts`], retry: process.env.CI ? 1 : 0 },
};

export default defineConfig({
  test: {
    ...everywhere,
    projects: [
      {
        test: {
          ...everywhere,
          name: 'unit',
          provide: { wycheproofDirectory: process.env.WYCHEPROOF_DIR ?? '' },
          include: ['{bench,clients,scripts,src,test}/**/*.test.ts'],
          exclude: [...everywhere.exclude, '**/*.int.test.ts', '**/*.e2e.test.ts'],
          // Some explore every order of events, which takes seconds on a machine that is busy with other things.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...onPostgres,
          name: 'integration',
          include: ['{clients,src,test}/**/*.{int,e2e}.test.ts'],
          exclude: [...everywhere.exclude, CONTAINERS, FAULTS],
        },
      },
      { test: { ...underFaults, name: 'faults', include: [`${FAULTS}/*.{int,e2e}.test.ts`], exclude: [CHAOS] } },
      // Vitest takes projects by their names, so this one, the longest, begins first. It crashes a server of its own.
      { test: { ...underFaults, name: 'chaos', include: [CHAOS], globalSetup: [] } },
      ...(process.env.TEST_IMAGE ? [container] : []),
    ],
  },
});

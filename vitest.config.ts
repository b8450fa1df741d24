import { defineConfig } from 'vitest/config';

const everywhere = {
  exclude: ['**/node_modules/**', 'test/architecture/fixtures/**'],
  // One machine of two cores is what the project promises to be tested on.
  maxWorkers: 2,
  execArgv: ['--import', new URL('src/bootstrap/quick-start.ts', import.meta.url).href],
};

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
          include: ['{clients,scripts,src,test}/**/*.test.ts'],
          exclude: [...everywhere.exclude, '**/*.int.test.ts', '**/*.e2e.test.ts'],
          // Some explore every order of events, which takes seconds on a machine that is busy with other things.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...everywhere,
          name: 'integration',
          include: ['{clients,src,test}/**/*.{int,e2e}.test.ts'],
          exclude: [...everywhere.exclude, CONTAINERS],
          globalSetup: ['test/support/postgres-setup.ts'],
          testTimeout: 60_000,
          // Real processes are killed on a machine that does other things too: CI gives a failed test one more try, and says so.
          retry: process.env.CI ? 1 : 0,
          hookTimeout: 60_000,
        },
      },
      ...(process.env.TEST_IMAGE ? [container] : []),
    ],
  },
});

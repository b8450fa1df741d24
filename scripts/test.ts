import { runSteps, total } from './checks/step.ts';
import { STATIC_STEPS } from './checks/steps.ts';
import { runVitest } from './checks/vitest.ts';

const HELP = `npm test [-- [--no-checks] <vitest argument> …]

Everything: the checks of \`npm run check\`, then all tests, on a PostgreSQL that is started for them.
  --no-checks                leaves the checks out
  --project unit             only the unit tests; likewise integration, faults and chaos
  src/modules/inventory      only tests below that path
  -t 'words of a title'      only tests of that title
TEST_DATABASE=container runs them against a container, TEST_DATABASE_URL against a server that is there.
Ends with a line "N passed, N failed" and exits with 1 where anything failed.
`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) console.log(HELP);
else await test(args);

async function test(given: readonly string[]): Promise<void> {
  const checks = given.includes('--no-checks') ? [] : [await runSteps(STATIC_STEPS)];
  const tests = await runVitest(
    given.filter((arg) => arg !== '--no-checks'),
    { quiet: false },
  );
  const { passed, failed } = total([...checks, tests]);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

import { parseArgs } from 'node:util';
import { runSteps, type Step } from './checks/step.ts';
import { STATIC_STEPS, UNIT_STEP } from './checks/steps.ts';

const STEPS = [UNIT_STEP, ...STATIC_STEPS];

const HELP = `npm run check [-- <step> …]

What can be checked without a database, in under a minute: ${STEPS.map(({ name }) => name).join(', ')}.
Name steps to run only these. Exits with 1 where anything fails.
`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) console.log(HELP);
else await check(positionals);

async function check(wanted: readonly string[]): Promise<void> {
  const { passed, failed } = await runSteps(wanted.length === 0 ? STEPS : wanted.map(stepNamed));
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

function stepNamed(name: string): Step {
  const step = STEPS.find((each) => each.name === name);
  if (!step) throw new Error(`${name}: no such step; there are ${STEPS.map((each) => each.name).join(', ')}`);
  return step;
}

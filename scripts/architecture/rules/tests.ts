import type { CallExpression, Function as FunctionNode, NewExpression } from 'oxc-parser';
import type { CodeRule } from '../code-rule.ts';
import { isTestOnly } from '../places.ts';
import type { SourceFile } from '../source-file.ts';
import { nameOf } from '../syntax.ts';

/** Where time itself has to pass: the wait for a state, and a chaos run, whose customers and faults come at their own pace. */
const MAY_PAUSE = ['src/shared-kernel/testing/eventually.ts', 'test/faults/harness/'];

/** A test that sleeps is slow where the machine is fast and red where it is slow. */
export const noSleepInTests: CodeRule = {
  name: 'no-sleep-in-tests',
  appliesTo: ({ path }) => inTests(path) && !MAY_PAUSE.some((place) => path.startsWith(place)),
  visit: (file, report) => ({
    NewExpression: (node) => {
      if (isSleep(file, node)) report(node, 'a pause: wait for a state with eventually(), or give the clock another time');
    },
    ImportDeclaration: (node) => {
      if (/^(node:)?timers\/promises$/.test(node.source.value)) report(node, 'a pause: wait for a state with eventually()');
    },
  }),
};

/** A test that does not run is not a test. */
export const everyTestRuns: CodeRule = {
  name: 'every-test-runs',
  appliesTo: ({ path }) => inTests(path),
  visit: (_file, report) => ({
    CallExpression: (node: CallExpression) => {
      if (node.callee.type !== 'MemberExpression') return;
      const how = /^(?:test|it|describe)(?:\.\w+)*\.(only|skip|todo|fails|skipIf|runIf)\b/.exec(nameOf(node.callee))?.[1];
      if (how) report(node, `.${how}: repair the test or delete it`);
    },
  }),
};

function inTests(path: string): boolean {
  return path.startsWith('test/') || isTestOnly(path);
}

/** `new Promise((done) => setTimeout(done, …))` */
function isSleep(file: SourceFile, { callee, arguments: [executor] }: NewExpression): boolean {
  if (nameOf(callee) !== 'Promise' || executor?.type !== 'ArrowFunctionExpression') return false;
  const resolve = firstParameter(executor.params);
  return resolve !== '' && new RegExp(`\\bsetTimeout\\(\\s*${resolve}\\b`).test(file.text.slice(executor.start, executor.end));
}

function firstParameter([first]: FunctionNode['params']): string {
  return first?.type === 'Identifier' ? first.name : '';
}

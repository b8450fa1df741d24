import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';
import { inWords } from '../in-words.ts';
import { checkTopology } from './check-topology.ts';
import { Topology } from './topology.ts';
import { TopologyError } from './topology-error.ts';

/** The topology in a file, which has a place for each of these modules. Throws a {@link TopologyError} with all that is wrong. */
export function readTopology(path: string, modules: readonly string[]): Topology {
  const read = Topology.safeParse(parse(path), { error: inTopologyWords });
  if (!read.success) throw new TopologyError(read.error.issues.flatMap(problemsOf).map((problem) => `${path}: ${problem}`));
  const problems = checkTopology(read.data, modules);
  if (problems.length > 0) throw new TopologyError(problems.map((problem) => `${path}: ${problem}`));
  return read.data;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new TopologyError([`${path}: is not JSON: ${error.message}`]);
    throw new TopologyError([`${path}: cannot be read: ${messageOf(error)}`]);
  }
}

function problemsOf(issue: z.core.$ZodIssue): readonly string[] {
  const field = issue.path.join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => `${field === '' ? key : `${field}.${key}`}: there is no such field; take it out`);
    case 'invalid_key':
      return issue.issues.map(({ message }) => `${field}: this name ${message}`);
    default:
      return [field === '' ? issue.message : `${field}: ${issue.message}`];
  }
}

function inTopologyWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing';
  if (issue.code === 'invalid_union' && Array.isArray(issue.options)) return `must be one of ${issue.options.join(', ')}`;
  return inWords(issue);
}

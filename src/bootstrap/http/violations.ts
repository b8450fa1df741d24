import type { z } from 'zod';
import type { Violation } from '#shared-kernel/errors.ts';
import { pointerTo } from './json-pointer.ts';

const MOST_SHOWN = 50;
const MOST_IN_ONE_LINE = 5;
const LONGEST_POINTER = 500;

/** What zod found wrong, as the caller is told it: where, a stable code, what is wrong. Never the value itself. */
export function violationsOf(error: z.ZodError, input: unknown): Violation[] {
  return error.issues.flatMap((issue) => violationsIn(issue, [], input)).slice(0, MOST_SHOWN);
}

type Issue = z.core.$ZodIssue;

function violationsIn(issue: Issue, outer: readonly PropertyKey[], input: unknown): Violation[] {
  const path = [...outer, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => violation([...path, key], 'unknown_field', 'is not known here'));
  }
  if (issue.code === 'invalid_union') return violationsOfUnion(issue, path, input);
  if (issue.code === 'invalid_type' && valueAt(input, path) === undefined) {
    return [violation(path, 'required', 'is required')];
  }
  return [violation(path, issue.code, issue.message)];
}

/** Those of the alternative that the caller most likely meant: the one of which the least is wrong. */
function violationsOfUnion(issue: Issue & { code: 'invalid_union' }, path: PropertyKey[], input: unknown): Violation[] {
  const alternatives = issue.errors
    .map((issues) => issues.flatMap((inner) => violationsIn(inner, path, input)))
    .toSorted((a, b) => a.length - b.length);
  const [closest, next] = alternatives;
  if (closest === undefined) return [violation(path, issue.code, issue.message)];
  if (closest.length < (next?.length ?? Number.POSITIVE_INFINITY)) return closest;
  const equallyWrong = alternatives.filter(({ length }) => length === closest.length);
  return [violation(path, issue.code, `fits no alternative: ${equallyWrong.map(inOneLine).join(', or ')}`)];
}

function inOneLine(violations: readonly Violation[]): string {
  const shown = violations.slice(0, MOST_IN_ONE_LINE).map(({ pointer, detail }) => `${pointer} ${detail}`.trim());
  const more = violations.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(' and ');
}

function violation(path: readonly PropertyKey[], code: string, detail: string): Violation {
  return { pointer: cut(pointerTo(path)), code, detail };
}

/** A caller may send names of any length; nobody wants them back. */
function cut(pointer: string): string {
  return pointer.length > LONGEST_POINTER ? `${pointer.slice(0, LONGEST_POINTER)}…` : pointer;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[String(key)] : undefined), input);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

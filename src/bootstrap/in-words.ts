import type { z } from 'zod';

/** What is wrong with a value, for whoever sent it; zod's own sentences name its types and print its patterns. */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? `a ${issue.expected}`}`;
    case 'too_small':
      return boundInWords(issue.origin, issue.minimum, issue.inclusive ? 'or more' : undefined);
    case 'too_big':
      return boundInWords(issue.origin, issue.maximum, 'or less');
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? `is not a well-formed ${issue.format}`;
    default:
      return undefined;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  string: 'text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
};

const FORMATS: Readonly<Record<string, string>> = {
  regex: 'does not have the form that the documentation asks for',
  email: 'is not an email address',
  uuid: 'is not a UUID',
  url: 'is not a URL',
  datetime: 'is not a time such as 2026-01-31T12:00:00Z (RFC 3339, UTC)',
};

const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries' };

function boundInWords(origin: string, bound: number | bigint, side: string | undefined): string {
  if (side === undefined) return `must be more than ${bound}`;
  const unit = UNITS[origin];
  if (unit !== undefined && side === 'or more' && bound === 1) return 'must not be empty';
  return unit === undefined ? `must be ${bound} ${side}` : `must have ${bound} ${unit} ${side}`;
}

import type { TaggedTemplateExpression } from 'oxc-parser';
import type { CodeRule } from '../code-rule.ts';
import { isTestOnly } from '../places.ts';
import { nameOf } from '../syntax.ts';

const CHANGES = /\b(insert\s+into|update\s+\w|delete\s+from|truncate|for\s+(no\s+key\s+)?update|for\s+(key\s+)?share)\b/i;
const SCHEMA = /\b(?:from|join|into|update|using|references|table)\s+(?:only\s+)?"?([a-z][a-z0-9_]*)"?\s*\./gi;

/** A query may be run at any time, by anybody, on a connection that cannot write. */
export const queriesOnlyRead: CodeRule = {
  name: 'queries-only-read',
  appliesTo: (_file, { kind }) => kind === 'queries',
  visit: (_file, report) => ({
    TaggedTemplateExpression: (node) => {
      const change = isSql(node) ? CHANGES.exec(textOf(node))?.[0] : undefined;
      if (change) report(node, `"${change}": queries read and never lock; changes belong to persistence/`);
    },
    CallExpression: (node) => {
      const change = /drizzle\.(insert|update|delete)$/.exec(nameOf(node.callee))?.[1];
      if (change) report(node, `${change}: queries read and never lock; changes belong to persistence/`);
    },
  }),
};

/** Statements name tables of the module's own schema, or of none. */
export const ownSchema: CodeRule = {
  name: 'own-schema',
  appliesTo: ({ path }, { module }) => module !== undefined && !isTestOnly(path),
  visit: ({ path }, report) => ({
    TaggedTemplateExpression: (node) => {
      if (!isSql(node)) return;
      const own = path.split('/')[2];
      for (const [, schema] of textOf(node).matchAll(SCHEMA)) {
        if (schema !== own) report(node, `${schema} is not the schema of ${own}: keep a copy fed by events, or ask by message`);
      }
    },
  }),
};

/** Transactions begin where the world comes in, so that a use case can be part of any. */
export const transactionsAtTheEdge: CodeRule = {
  name: 'transactions-at-the-edge',
  appliesTo: (_file, { kind }) => ['domain', 'use-cases', 'persistence', 'queries', 'ports', 'adapters'].includes(kind),
  visit: (_file, report) => ({
    CallExpression: (node) => {
      if (nameOf(node.callee).endsWith('.transaction'))
        report(node, 'only routes, the runner and schedules open transactions: take tx as an argument');
    },
  }),
};

function isSql({ tag }: TaggedTemplateExpression): boolean {
  return /(^|\.)sql$/.test(nameOf(tag));
}

function textOf({ quasi }: TaggedTemplateExpression): string {
  return quasi.quasis.map(({ value }) => value.raw).join('$1');
}

import { basename } from 'node:path';
import type { BindingIdentifier } from 'oxc-parser';
import type { CodeRule } from '../code-rule.ts';

const SAY_NOTHING = ['manager', 'helper', 'util', 'common', 'data', 'info', 'impl', 'base', 'attorney', 'contractor'];

/** Terms of the field in which one of those words means something. */
const TERMS = [/(data-?directory|(personal|user)-?data)/gi, /(^b|B)ase-?[uU]rl/g];

/** Names of files, types, classes and functions say what the thing is. */
export const names: CodeRule = {
  name: 'names',
  appliesTo: () => true,
  visit: (file, report) => {
    const check = (name: string, start: number): void => {
      const word = emptyWordIn(name);
      if (word) report({ start }, `${name}: "${word}" says nothing; name what it does or is`);
    };
    const declared = (id: BindingIdentifier | null): void => (id === null ? undefined : check(id.name, id.start));
    const type = (id: BindingIdentifier | null): void => {
      declared(id);
      if (id && /^I[A-Z][a-z]/.test(id.name)) report(id, `${id.name}: no I prefix; an interface is named like any other type`);
    };
    return {
      Program: () => check(basename(file.path), 0),
      ClassDeclaration: ({ id }) => type(id),
      TSInterfaceDeclaration: ({ id }) => type(id),
      TSTypeAliasDeclaration: ({ id }) => type(id),
      FunctionDeclaration: ({ id }) => declared(id),
      VariableDeclarator: ({ id, init }) => {
        const named =
          init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression' || init?.type === 'ClassExpression';
        if (id.type === 'Identifier' && (named || /^[A-Z][a-z]/.test(id.name))) check(id.name, id.start);
      },
    };
  },
};

function emptyWordIn(name: string): string | undefined {
  const plain = TERMS.reduce((rest, term) => rest.replace(term, ''), name);
  const words = plain.match(/[A-Z]?[a-z]+\d*|[A-Z]+\d*(?![a-z])/g) ?? [];
  return words.find((word) => SAY_NOTHING.includes(word.toLowerCase().replace(/s$/, '')));
}

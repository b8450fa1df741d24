import type { ExportNamedDeclaration } from 'oxc-parser';
import type { CodeRule } from '../code-rule.ts';
import type { SourceFile } from '../source-file.ts';

/** What a module shows of itself is its manifest, and nothing beside it. */
export const oneDoor: CodeRule = {
  name: 'one-door',
  appliesTo: (_file, { kind }) => kind === 'index',
  visit: ({ path }, report) => {
    const expected = `${path.split('/')[2]}Module`;
    return {
      ExportNamedDeclaration: (node) => {
        const exported = exportedNames(node);
        if (exported.join() !== expected)
          report(node, `index.ts exports ${expected} and nothing else, not ${exported.join(', ')}`);
      },
    };
  },
};

/** What other teams build on says what it means: contracts and everything the shared kernel exports. */
export const docstrings: CodeRule = {
  name: 'docstrings',
  appliesTo: (_file, { kind }) => kind === 'contracts' || kind === 'kernel',
  visit: (file, report) => {
    const documented = new Set<string>();
    return {
      ExportNamedDeclaration: (node) => {
        const [name] = exportedNames(node);
        if (name === undefined || node.declaration === null) return;
        if (hasDocstring(file, node.start)) documented.add(name);
        if (!documented.has(name)) report(node, `${name}: say what it means in a /** docstring */; other teams rely on it`);
      },
    };
  },
};

/** Node's type stripping does not know decorators, nor does esbuild emit their metadata. */
export const noDecorators: CodeRule = {
  name: 'no-decorators',
  appliesTo: () => true,
  visit: (_file, report) => ({
    Decorator: (node) => report(node, 'decorators do not run here: register a factory under a typed token'),
  }),
};

function exportedNames({ declaration, specifiers }: ExportNamedDeclaration): readonly string[] {
  if (declaration === null) return specifiers.map(({ exported }) => ('name' in exported ? exported.name : exported.value));
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.map(({ id }) => (id.type === 'Identifier' ? id.name : ''));
  return 'id' in declaration && declaration.id !== null && 'name' in declaration.id ? [declaration.id.name] : [];
}

function hasDocstring({ comments, text }: SourceFile, start: number): boolean {
  return comments.some(
    ({ type, value, end }) => type === 'Block' && value.startsWith('*') && end <= start && text.slice(end, start).trim() === '',
  );
}

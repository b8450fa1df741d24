import { expect, it } from 'vitest';
import { splitStatements } from './statements.ts';

const wordsOf = (script: string) => splitStatements(script).map(({ words }) => words);

it('splits a script at its semicolons', () => {
  expect(wordsOf('create table a (id int);\n\nCREATE  TABLE b (id int)')).toEqual([
    'create table a (id int)',
    'create table b (id int)',
  ]);
});

it('does not split inside texts, quoted names, bodies and comments', () => {
  const script = `select 'a;''b', ";" from t; do $x$ begin; end; $x$; -- no; end\n/* not; here */ select 1;`;
  expect(wordsOf(script)).toEqual([`select '', ";" from t`, 'do $$', 'select 1']);
});

it('keeps the text of a statement as it was written', () => {
  expect(splitStatements(`insert into t values ('Ä; B'); `)[0]?.text).toBe(`insert into t values ('Ä; B')`);
});

it('knows the line on which a statement begins', () => {
  expect(splitStatements('-- phase: expand\n\ncreate table a (\n id int\n);\nselect 1;').map(({ line }) => line)).toEqual([3, 6]);
});

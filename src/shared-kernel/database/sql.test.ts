import { expect, it } from 'vitest';
import { part, type SqlValue, type Statement, statementOf } from './sql.ts';

const statement = (strings: TemplateStringsArray, ...values: readonly SqlValue[]): Statement => statementOf(strings, values);

it('a value becomes a parameter, whatever it says', () => {
  expect(statement`select ${'$1; drop table'} from t where id = ${2}`).toEqual({
    text: 'select $1 from t where id = $2',
    values: ['$1; drop table', 2],
  });
});

it('a part stands in its place, and its values are counted with those around it', () => {
  const columns = part`id, ${'label'} as label`;
  const condition = part`and (kind = ${'a'} ${part`or kind = ${'b'}`})`;
  expect(statement`select ${columns} from t where size = ${3} ${condition} ${part``} limit ${10}`).toEqual({
    text: 'select id, $1 as label from t where size = $2 and (kind = $3 or kind = $4)  limit $5',
    values: ['label', 3, 'a', 'b', 10],
  });
});

it('the same place in the source makes another text where another part is put into it', () => {
  const texts = [part`a`, part`b`].map((column) => statement`select ${column}`.text);
  expect(texts).toEqual(['select a', 'select b']);
});

import { html } from 'hono/html';
import type { ApiDocument, JsonSchema } from '../openapi/api-document.ts';
import { notationOf } from './schema-notation.ts';

type Components = ApiDocument['components']['schemas'];

/** A schema as text in which the names of other schemas are links. One that is only a name is shown in full. */
export function renderSchema(schema: JsonSchema, components: Components) {
  const name = schema.$ref === undefined ? undefined : notationOf(schema);
  const shown = (name === undefined ? undefined : components[name]) ?? schema;
  const parts = notationOf(shown).split(/\b([A-Z]\w+)\b/);
  const linked = parts.map((part) => (part in components ? html`<a href="#schema-${part}">${part}</a>` : html`${part}`));
  return html`<pre>${name === undefined ? '' : html`<a href="#schema-${name}">${name}</a> `}${linked}</pre>`;
}

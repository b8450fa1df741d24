import { html } from 'hono/html';
import type { ApiDocument, Content, Operation, Parameter } from '../openapi/api-document.ts';
import { codesIn, type Entry } from './entries.ts';
import { renderCode } from './render-code.ts';
import { renderSchema } from './render-schema.ts';
import { notationOf } from './schema-notation.ts';

type Components = ApiDocument['components']['schemas'];

export function renderOperation({ path, method, operation }: Entry, components: Components) {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const replies = Object.entries(responses).filter(([, { content }]) => codesIn(content).length === 0);
  return html`<details id="${operationId}">
<summary><span class="method ${method}">${method}</span> <code>${path}</code> <span class="soft">${summary}</span></summary>
<div>
${description === undefined ? '' : html`<p>${renderCode(description)}</p>`}
<p class="soft">${accessOf(operation)}</p>
${parameters.length === 0 ? '' : renderParameters(parameters)}
${requestBody === undefined ? '' : html`<h4>Body</h4>${renderContent(requestBody.content, components)}`}
${replies.map(([status, response]) => html`<h4>${status} ${response.description}</h4>${renderContent(response.content ?? {}, components)}`)}
<h4>Refusals</h4>
<table>${Object.entries(responses).map(([status, { content }]) => renderRefusals(status, codesIn(content)))}</table>
</div>
</details>`;
}

function accessOf({ security }: Operation): string {
  const [first] = security;
  if (first === undefined) return 'For everybody.';
  if (first.bearer === undefined) return 'For users, and for guests with their access key.';
  return first.bearer.length === 0 ? 'For users who are signed in.' : `Needs the scope ${first.bearer.join(', ')}.`;
}

function renderParameters(parameters: readonly Parameter[]) {
  return html`<h4>Parameters</h4>
<table>${parameters.map(
    ({ name, in: place, required, schema, description }) => html`<tr>
<td><code>${name}</code></td><td>${place}${required ? ', required' : ''}</td><td>${notationOf(schema)}</td><td>${renderCode(description ?? '')}</td></tr>`,
  )}</table>`;
}

function renderContent(content: Content, components: Components) {
  return Object.entries(content).map(
    ([mediaType, { schema }]) => html`<p class="soft">${mediaType}</p>${renderSchema(schema, components)}`,
  );
}

function renderRefusals(status: string, codes: readonly string[]) {
  if (codes.length === 0) return '';
  return html`<tr><td>${status}</td><td>${codes.map((code) => html`<a href="#problem-${code}"><code>${code}</code></a> `)}</td></tr>`;
}

import { html, raw } from 'hono/html';
import type { ApiDocument } from '../openapi/api-document.ts';
import { UNROUTED_REFUSALS } from '../refusals.ts';
import { codesIn, type Entry, entriesOf } from './entries.ts';
import { renderCode } from './render-code.ts';
import { renderOperation } from './render-operation.ts';
import { renderSchema } from './render-schema.ts';
import { STYLE } from './style.ts';

/** The OpenAPI document as one page of HTML that needs neither a script nor another server. */
export function renderDocs(document: ApiDocument): string {
  const chapters = document.tags.map((tag) => ({ ...tag, entries: entriesOf(document, tag.name) }));
  const { info } = document;
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${info.title} API</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<nav aria-label="Operations">
<strong>${info.title}</strong> <span class="soft">${info.version}</span>
${chapters.map(renderContents)}
<h2>Reference</h2>
<ul><li><a href="#schemas">Schemas</a></li><li><a href="#problems">Problems</a></li><li><a href="/openapi.json">openapi.json</a></li></ul>
</nav>
<main>
<h1>${info.title} API</h1>
${renderDescription(info.description)}
${chapters.map((chapter) => renderChapter(chapter, document))}
<h2 id="schemas">Schemas</h2>
${Object.entries(document.components.schemas).map(([name, schema]) => html`<h4 id="schema-${name}">${name}</h4>${renderSchema(schema, document.components.schemas)}`)}
<h2 id="problems">Problems</h2>
<p>Every code with which a request can be refused.</p>
${renderProblems(document)}
</main>
</body>
</html>`);
}

interface Chapter {
  readonly name: string;
  readonly description: string;
  readonly entries: readonly Entry[];
}

function renderContents({ name, entries }: Chapter) {
  return html`<h2>${name}</h2>
<ul>${entries.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`)}</ul>`;
}

function renderChapter({ name, description, entries }: Chapter, { components }: ApiDocument) {
  return html`<h2>${name}</h2><p class="soft">${description}</p>${entries.map((entry) => renderOperation(entry, components.schemas))}`;
}

/** The little Markdown that the description uses: a paragraph, then a list, with code in both. */
function renderDescription(description: string) {
  const [paragraph = '', ...items] = description.split(/\n+- /);
  return html`<p>${renderCode(paragraph)}</p><ul>${items.map((item) => html`<li>${renderCode(item)}</li>`)}</ul>`;
}

function renderProblems(document: ApiDocument) {
  const statuses = new Map<string, string>(UNROUTED_REFUSALS);
  for (const { operation } of document.tags.flatMap(({ name }) => entriesOf(document, name))) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      for (const code of codesIn(content)) statuses.set(code, status);
    }
  }
  const rows = [...statuses].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return html`<table><tr><th>Code</th><th>Status</th></tr>
${rows.map(([code, status]) => html`<tr id="problem-${code}"><td><code>${code}</code></td><td>${status}</td></tr>`)}</table>`;
}

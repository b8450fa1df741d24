import { html } from 'hono/html';
import type { ApiDocument } from '../openapi/api-document.ts';
import { UNROUTED_REFUSALS } from '../refusals.ts';
import { codesIn, type Entry, entriesOf } from './entries.ts';
import { renderPage } from './render-page.ts';

/** Every code with which a request can be refused: what the `type` of a problem document points at. */
export function renderProblems(document: ApiDocument): string {
  const problems = problemsIn(document);
  const rows = [...problems].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return renderPage({
    title: `Problems of the ${document.info.title} API`,
    version: document.info.version,
    scripted: false,
    content: html`<main class="text">
<h1>Problems</h1>
<p>Every code with which a request can be refused. Decide by the code, which is stable; show or log the <code>detail</code> of the
answer, which says what to do; quote its <code>requestId</code> in a report. Where <code>retryable</code> is true, the same request may
succeed when it is repeated.</p>
<table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Answered by</th></tr></thead><tbody>
${rows.map(([code, problem]) => renderRow(code, problem))}
</tbody></table>
</main>`,
  });
}

interface Problem {
  readonly status: string;
  readonly routes: readonly Route[];
}

interface Route {
  readonly link: string;
  readonly call: string;
}

function problemsIn(document: ApiDocument): ReadonlyMap<string, Problem> {
  const problems = new Map<string, Problem>(UNROUTED_REFUSALS.map(([code, status]) => [code, { status, routes: [] }]));
  const entries = document.tags.flatMap(({ name }) => entriesOf(document, name));
  for (const { code, status, route } of entries.flatMap(refusalsOf)) {
    problems.set(code, { status, routes: [...(problems.get(code)?.routes ?? []), route] });
  }
  return problems;
}

function refusalsOf({ path, method, operation }: Entry) {
  const link = `/docs#/${operation.tags.join()}/${operation.operationId}`;
  const route: Route = { link, call: `${method.toUpperCase()} ${path}` };
  return Object.entries(operation.responses).flatMap(([status, { content }]) =>
    codesIn(content).map((code) => ({ code, status, route })),
  );
}

/** More than these are not worth naming: it is a refusal of the platform's. */
const MOST_NAMED = 8;

function renderRow(code: string, { status, routes }: Problem) {
  const named = routes.map(({ link, call }) => html`<a href="${link}"><code>${call}</code></a><br>`);
  const where = routes.length === 0 || routes.length > MOST_NAMED ? html`<span class="soft">many routes</span>` : named;
  return html`<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${where}</td></tr>
`;
}

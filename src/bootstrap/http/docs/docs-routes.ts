import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { once } from '../../once.ts';
import type { ApiDocument } from '../openapi/api-document.ts';
import { renderExplorer } from './render-explorer.ts';
import { renderProblems } from './render-problems.ts';

/** The pages for who writes a front end: each route to be read about and tried, and every way to be refused. */
export function docsRoutes(document: () => ApiDocument): Route[] {
  return [
    served({
      path: '/docs',
      operationId: 'getDocumentation',
      summary: 'This API as a page in which each route can be tried',
      type: 'text/html',
      content: async () => renderExplorer(document().info),
    }),
    served({
      path: '/docs/problems',
      operationId: 'getDocumentationOfProblems',
      summary: 'Every code with which a request can be refused, as a page',
      type: 'text/html',
      content: async () => renderProblems(document()),
    }),
    served({
      path: '/docs/style.css',
      operationId: 'getDocumentationStyle',
      summary: 'The style sheet of these pages',
      type: 'text/css',
      content: () => joined(join(SWAGGER_UI, 'swagger-ui.css'), ownFile('docs.css')),
    }),
    served({
      path: '/docs/script.js',
      operationId: 'getDocumentationScript',
      summary: 'The script of these pages, Swagger UI',
      type: 'text/javascript',
      content: () => joined(join(SWAGGER_UI, 'swagger-ui-bundle.js'), ownFile('explore.js')),
    }),
  ];
}

interface Served {
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly type: string;
  content(): Promise<string>;
}

const LONGEST = 10_000_000;

function served({ type, content, ...route }: Served): Route {
  const made = once(content);
  return defineRoute({
    ...route,
    method: 'get',
    access: 'public',
    produces: `${type}; charset=utf-8`,
    replies: { 200: z.string().max(LONGEST) },
    handle: async () => ({ status: 200, body: await made(), headers: { 'content-security-policy': POLICY } }),
  });
}

// Nothing from anywhere else, and nothing written into the page: Swagger UI draws with images of its style sheet.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

function ownFile(name: string): string {
  return join(import.meta.dirname, 'assets', name);
}

async function joined(...files: readonly string[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  // The map of a bundle is not served, and a debugger would ask for it.
  return texts.join('\n').replaceAll(/^(\/\/#|\/\*#) sourceMappingURL=.*$/gm, '');
}

/** The page in which each route can be tried: Swagger UI, with what a front end would do by itself done here too. */
void explore();

async function explore() {
  const answer = await fetch('/openapi.json');
  const ui = globalThis.SwaggerUIBundle({
    dom_id: '#explorer',
    spec: withoutChores(await answer.json()),
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    docExpansion: 'list',
    filter: true,
    requestSnippetsEnabled: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    requestInterceptor: fillIn,
    responseInterceptor: (response) => remember(response, ui),
  });
}

const KEY = 'idempotency-key';
const CHORE = 'Left empty, this page sends a new one with each request; send one of your own to see an answer replayed.';

/** Nobody has to think of a key, and any version may be changed. */
function withoutChores(document) {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  for (const parameter of operations.flatMap(({ parameters = [] }) => parameters)) {
    const name = parameter.name.toLowerCase();
    if (name === KEY) Object.assign(parameter, { required: false, description: `${parameter.description} ${CHORE}` });
    if (name === 'if-match' && parameter.required) parameter.schema.default = '*';
  }
  return withoutRiddles(document);
}

/** Swagger UI makes its samples from expressions, and does not understand those about classes of Unicode. */
function withoutRiddles(document) {
  for (const schema of schemasWithin(document)) if (/\\p\{/i.test(schema.pattern)) delete schema.pattern;
  return document;
}

function schemasWithin(value) {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(schemasWithin)];
}

/** The secrets of the carts and orders that were made as a guest on this page, by their ids. */
const accessKeys = new Map();

function fillIn(request) {
  const sent = Object.keys(request.headers).map((name) => name.toLowerCase());
  const add = (name, value) => {
    if (!sent.includes(name)) request.headers[name] = value;
  };
  if (['POST', 'PATCH'].includes(request.method)) add(KEY, newKey());
  const about = `${request.url} ${request.body ?? ''}`;
  for (const [id, accessKey] of accessKeys) if (about.includes(id)) add('x-access-key', accessKey);
  return request;
}

/** Not `randomUUID`, which a page without TLS does not have. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Who signs in is signed in from then on, and who orders as a guest may look at his order. */
function remember(response, ui) {
  const { id, accessKey, accessToken, access_token = accessToken } = response.ok ? (response.body ?? {}) : {};
  if (id && accessKey) accessKeys.set(id, accessKey);
  if (access_token) ui.preauthorizeApiKey('bearer', access_token);
  return response;
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiDocument, DocumentedRoute } from './documented-routes.ts';

/** An answer as it came. */
export interface SeenAnswer {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

/** Says what is wrong with an answer according to the document; undefined where it keeps its word. */
export function answerJudge(document: ApiDocument): (route: DocumentedRoute, answer: SeenAnswer) => string | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'api');
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (pointer: string) => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  const misfit = (route: DocumentedRoute, { status, mediaType, text }: SeenAnswer) => {
    const place = pointerTo(
      'paths',
      route.path,
      route.method.toLowerCase(),
      'responses',
      `${status}`,
      'content',
      mediaType,
      'schema',
    );
    const validate = validatorOf(place);
    return validate(JSON.parse(text)) ? undefined : `${status} does not fit its schema: ${ajv.errorsText(validate.errors)}`;
  };
  return (route, answer) => {
    if (answer.status >= 500) return `${answer.status} is a failure of ours: ${answer.text.slice(0, 300)}`;
    return (
      undocumented(route, answer) ?? (/^application\/(.+\+)?json$/.test(answer.mediaType) ? misfit(route, answer) : undefined)
    );
  };
}

function undocumented({ responses }: DocumentedRoute, { status, mediaType, text }: SeenAnswer): string | undefined {
  const documented = responses[status];
  if (!documented) return `${status} is not documented: ${text.slice(0, 300)}`;
  if (!documented.content) return text === '' ? undefined : `${status} is documented to have no body`;
  return documented.content[mediaType] ? undefined : `${status} as ${mediaType} is not documented`;
}

/** A JSON Pointer (RFC 6901) as it stands in the fragment of a URI. */
function pointerTo(...steps: readonly string[]): string {
  return steps.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
}

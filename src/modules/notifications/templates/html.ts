/** Markup that is safe to send: everything that came from outside was escaped on its way into it. */
export interface Html {
  readonly markup: string;
}

/** Markup as a tagged template: texts are escaped, other markup and lists of it are taken as they are. */
export function html(strings: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[])[]): Html {
  const markup = strings.reduce((before, part, index) => `${before}${markupOf(values[index - 1] ?? '')}${part}`);
  return { markup };
}

function markupOf(value: string | number | Html | readonly Html[]): string {
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

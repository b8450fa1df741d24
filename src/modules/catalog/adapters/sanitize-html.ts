import { createRequire } from 'node:module';
import type sanitize from 'sanitize-html';
import type { SanitizeHtml } from '../ports/sanitize-html.ts';

const require = createRequire(import.meta.url);

/** What a description of a product needs, and nothing that a page could be attacked with. */
export const sanitizeHtml: SanitizeHtml = (html) => {
  // Loaded with the first product that is written: a hundred files, for a shop that may only sell.
  const clean: typeof sanitize = require('sanitize-html');
  return clean(html, ALLOWED).trim();
};

const ALLOWED: sanitize.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'div', 'span', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code'],
    ...['b', 'strong', 'i', 'em', 'u', 's', 'small', 'sub', 'sup', 'ul', 'ol', 'li', 'dl', 'dt', 'dd'],
    ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'a', 'img'],
  ],
  allowedAttributes: { a: ['href', 'title'], img: ['src', 'alt', 'width', 'height'], td: ['colspan'], th: ['colspan', 'scope'] },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https', 'http'] },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
};

/** Makes HTML of unknown origin safe to show: no scripts, styles, handlers or addresses that run code. The same again for its own result. */
export type SanitizeHtml = (html: string) => string;

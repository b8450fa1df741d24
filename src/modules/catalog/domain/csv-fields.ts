const FIELD = /(?:"([^"]*(?:""[^"]*)*)"?([^,]*)|([^,]*))(,|$)/y;

/** The fields of one record. A quotation mark inside a field that does not begin with one stands for itself. */
export function splitFields(record: string): string[] {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const [, quoted, afterQuote = '', plain = '', separator] = FIELD.exec(record) ?? [];
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"') + afterQuote);
    if (separator !== ',') return fields;
  }
}

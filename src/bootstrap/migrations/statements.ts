/** One statement of a script: as it was written, and as rules read it. */
export interface Statement {
  readonly text: string;
  /** Lower case, comments gone, literals emptied, one space between words. */
  readonly words: string;
  readonly line: number;
}

// A quoted text, a dollar-quoted body, a comment, the end of a statement, or any other character.
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$[A-Za-z_]*\$)[\s\S]*?\1|--[^\n]*|\/\*[\s\S]*?\*\/|;|[\s\S]/g;

/** Splits a script where its semicolons end statements, and not where they stand in a literal or a comment. */
export function splitStatements(script: string): readonly Statement[] {
  const statements: Statement[] = [];
  let text = '';
  let words = '';
  let line = 1;
  let startLine = 1;
  const finish = () => {
    if (words.trim()) statements.push({ text: text.trim(), words: words.replace(/\s+/g, ' ').trim(), line: startLine });
    text = '';
    words = '';
  };
  for (const [token] of script.matchAll(TOKEN)) {
    const spoken = spokenForm(token);
    if (!words.trim() && spoken.trim()) startLine = line;
    line += token.split('\n').length - 1;
    if (token === ';') {
      finish();
      continue;
    }
    text += token;
    words += spoken;
  }
  finish();
  return statements;
}

function spokenForm(token: string): string {
  if (token.startsWith('--') || token.startsWith('/*')) return token.length > 1 ? ' ' : token;
  if (token.length > 1 && token.startsWith("'")) return "''";
  if (token.length > 1 && token.startsWith('$')) return '$$';
  return token === ';' ? '' : token.toLowerCase();
}

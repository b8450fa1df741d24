import { readFileSync } from 'node:fs';

/** A block of code of the guide: commands, or a part of a file. */
export interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

const BLOCK = /^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm;

/** The blocks of code of a guide, in its order, with `changes` made to their texts. */
export function blocksOf(path: string, changes: Readonly<Record<string, string>>): readonly Block[] {
  const text = Object.entries(changes).reduce(
    (guide, [from, to]) => {
      if (!guide.includes(from)) throw new Error(`${path} does not speak of ${from} any more`);
      return guide.replaceAll(from, to);
    },
    readFileSync(path, 'utf8'),
  );
  return [...text.matchAll(BLOCK)].map(([, language = '', file, code = '']) => ({ language, file, text: code }));
}

/** The files that a guide has its reader write: blocks with the same name follow one another. */
export function filesOf(blocks: readonly Block[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { file, text } of blocks) if (file !== undefined) files.set(file, `${files.get(file) ?? ''}${text}\n`);
  return files;
}

/** What the guide has its reader type, one entry for each terminal. */
export function commandsOf(blocks: readonly Block[]): readonly string[] {
  return blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.trim());
}

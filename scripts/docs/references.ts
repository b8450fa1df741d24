import { existsSync, globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

const LINK = /\]\(([^)\s]+)\)/g;
const CODE = /`([^`\s]+)`/g;
const REPOSITORY_PATH =
  /^(src|test|docs|scripts|migrations|bench|\.ci)\/|^(package\.json|tsconfig\.json|biome\.json|Dockerfile|[A-Z]+\.md|CODEOWNERS)$/;
const PLACEHOLDER = /<|NNNN|…|\{|#/;

/** Every link that leads nowhere and every path in backticks that does not exist, in all Markdown files. */
export function brokenReferences(): readonly string[] {
  const paths = globSync(['*.md', '{docs,src,test,scripts,bench,migrations}/**/*.md']);
  return paths.sort().flatMap((path) => {
    const text = withoutCodeBlocks(readFileSync(path, 'utf8'));
    return [...brokenLinks(path, text), ...missingPaths(path, text)];
  });
}

function brokenLinks(path: string, text: string): readonly string[] {
  return [...text.matchAll(LINK)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : posix.join(posix.dirname(path), file);
    if (!existsSync(target)) return [`${path}: the link ${link} leads nowhere`];
    return anchor === undefined || anchorsIn(target).includes(anchor) ? [] : [`${path}: ${link}: no such heading`];
  });
}

function missingPaths(path: string, text: string): readonly string[] {
  return [...text.matchAll(CODE)].flatMap(([, name = '']) => {
    if (!REPOSITORY_PATH.test(name) || PLACEHOLDER.test(name)) return [];
    const found = name.includes('*') ? globSync(name).length > 0 : existsSync(name);
    return found ? [] : [`${path}: ${name} does not exist`];
  });
}

/** The names under which GitHub lets headings be linked to. */
function anchorsIn(path: string): readonly string[] {
  const headings = readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCodeBlocks(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '');
}

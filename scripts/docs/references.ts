import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const LINK = /\]\(([^)\s]+)\)/g;
const CODE = /`([^`\s]+)`/g;
const REPOSITORY_PATH =
  /^(clients|src|test|docs|scripts|migrations|bench|\.ci)\/|^(package\.json|tsconfig\.json|biome\.json|Dockerfile|[A-Z]+\.md|CODEOWNERS)$/;
const PLACEHOLDER = /<|NNNN|…|\{|#/;

/** Every link that leads nowhere and every path in backticks that does not exist, in all Markdown files. */
export function brokenReferences(root = '.'): readonly string[] {
  const paths = globSync(['*.md', 'clients/*/*.md', '{docs,src,test,scripts,bench,migrations}/**/*.md'], { cwd: root });
  return paths.sort().flatMap((path) => {
    const text = withoutCodeBlocks(readFileSync(join(root, path), 'utf8'));
    return [...brokenLinks(root, path, text), ...missingPaths(root, path, text)];
  });
}

function brokenLinks(root: string, path: string, text: string): readonly string[] {
  return [...text.matchAll(LINK)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const target = join(root, file === '' ? path : posix.join(posix.dirname(path), file));
    if (!existsSync(target)) return [`${path}: the link ${link} leads nowhere`];
    return anchor === undefined || anchorsIn(target).includes(anchor) ? [] : [`${path}: ${link}: no such heading`];
  });
}

function missingPaths(root: string, path: string, text: string): readonly string[] {
  return [...text.matchAll(CODE)].flatMap(([, name = '']) => {
    if (!REPOSITORY_PATH.test(name) || PLACEHOLDER.test(name)) return [];
    const found = name.includes('*') ? globSync(name, { cwd: root }).length > 0 : existsSync(join(root, name));
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

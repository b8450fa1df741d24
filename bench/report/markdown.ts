import type { Findings, Table, Target } from './findings.ts';

/** The findings as a page, with links to its pictures. */
export function markdownOf(findings: Findings): string {
  const { benchmark, question, setting, tables, pictures = [], targets = [] } = findings;
  return [
    `# ${benchmark}`,
    question,
    setting.map((line) => `- ${line}`).join('\n'),
    ...tables.map((table) => `## ${table.title}\n\n${tableOf(table)}`),
    ...(targets.length === 0 ? [] : [`## Targets\n\n${targetsOf(targets)}`]),
    ...pictures.map(({ name, title }) => `![${title}](${name}.svg)`),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

function tableOf({ rows }: Table): string {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => headings.map((heading) => row[heading] ?? ''));
  return [headings, headings.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function targetsOf(targets: readonly Target[]): string {
  return tableOf({
    title: '',
    rows: targets.map(({ what, wanted, found, met }) => ({ '': what, wanted, found, met: met ? 'yes' : 'no' })),
  });
}

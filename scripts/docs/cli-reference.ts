import type { CliCommand } from '../../src/bootstrap/cli/cli-command.ts';
import { GROUPS, TOP_LEVEL } from '../../src/bootstrap/cli/program.ts';
import { code, section, table } from './markdown.ts';

/** Every command of the admin CLI with its options, an example, and what exit code 1 means. */
export function cliReference(): string {
  const groups = GROUPS.map(({ name, summary, commands }) => {
    const each = commands.map((command) => describe(command, `tessera ${name}`, '###'));
    return section(`## ${name}`, `${sentence(summary)}\n\n${each.join('\n\n')}`);
  });
  return [...groups, ...TOP_LEVEL.map((command) => describe(command, 'tessera', '##'))].join('\n\n');
}

function describe(command: CliCommand, parent: string, level: string): string {
  const { usage, summary, options = {}, example, failsWhen } = command;
  const rows = Object.entries(options).map(([flags, meaning]) => [code(flags), meaning]);
  const parts = [
    sentence(summary),
    table(['option', 'meaning'], rows).trimEnd(),
    `\`\`\`sh\ntessera ${example}\n\`\`\``,
    `Exit code 1: ${failsWhen}.`,
  ];
  return section(`${level} ${code(`${parent} ${usage}`)}`, parts.filter((part) => part !== '').join('\n\n'));
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

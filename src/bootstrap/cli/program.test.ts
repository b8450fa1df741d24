import { describe, expect, it } from 'vitest';
import { createProgram, GROUPS, TOP_LEVEL } from './program.ts';

const commands = [
  ...GROUPS.flatMap(({ name, commands }) => commands.map((command) => ({ path: `${name} ${command.usage}`, command }))),
  ...TOP_LEVEL.map((command) => ({ path: command.usage, command })),
];

describe('the admin CLI', () => {
  it('has every command that operators are promised', () => {
    expect(commands.map(({ path }) => path)).toEqual([
      'migrate status',
      'migrate plan',
      'migrate up',
      'migrate verify',
      'migrate lint',
      'module list',
      'module show <name>',
      'module copy <name>',
      'topology show',
      'topology check <file>',
      'topology nats <file>',
      'queue list',
      'queue dead [queue]',
      'queue redrive <queue>',
      'outbox list',
      'outbox replay',
      'saga list',
      'saga retry <id>',
      'saga resolve <id>',
      'users create-admin',
      'clients create <kind> <name>',
      'clients list',
      'clients rotate <client>',
      'clients revoke <client>',
      'keys rotate',
      'keys reencrypt',
      'certs dev',
      'certs show <directory>',
      'audit list',
      'payments reconcile',
      'payments rotate-token-key',
      'storefront rebuild',
      'webhooks deliveries',
      'webhooks replay <delivery>',
      'webhooks replay-missed <endpoint> <since>',
      'import products <file>',
      'up',
      'doctor',
    ]);
  });

  it.each(commands)('shows an example of $path that is a call of it', ({ path, command: { example, options = {} } }) => {
    expect(example).toMatch(new RegExp(`^${path.replace(/ [<[].*/, '')}( |$)`));
    const known = ['--json', ...Object.keys(options).map((flags) => flags.split(' ')[0])];
    expect(known).toEqual(expect.arrayContaining(example.match(/--[a-z-]+/g) ?? []));
  });

  it('is a program that commander accepts', () => {
    expect(createProgram(() => undefined).commands.map((command) => command.name())).toEqual([
      ...GROUPS.map(({ name }) => name),
      ...TOP_LEVEL.map(({ usage }) => usage),
    ]);
  });
});

import { code, section, table } from './markdown.ts';
import { moduleSurface } from './module-surface.ts';
import type { AssembledModule, Message, System } from './system.ts';

/** What the code knows about a module, for the lower half of its card. */
export function moduleCard(assembled: AssembledModule, { messages }: System): string {
  const { name } = assembled.module;
  const events = messages.filter(({ contract }) => contract.kind === 'event');
  const commands = messages.filter(({ contract }) => contract.kind === 'command');
  const parts = [
    section('## Says', saidTable(events.filter(({ contract }) => contract.module === name))),
    section('## Does on request', requestTable(commands.filter(({ contract }) => contract.module === name))),
    section('## Hears', heardTable(name, events)),
    section(
      '## Asks of others',
      askedTable(commands.filter(({ contract, saidBy }) => contract.module !== name && saidBy.includes(name))),
    ),
    moduleSurface(assembled),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function saidTable(events: readonly Message[]): string {
  return table(
    ['event', 'meaning', 'heard by'],
    events.map((event) => [typeOf(event), event.meaning, listeners(event)]),
  );
}

function requestTable(commands: readonly Message[]): string {
  return table(
    ['command', 'meaning', 'sent by', 'handled by'],
    commands.map((command) => [typeOf(command), command.meaning, command.saidBy.join(', '), subscriptions(command)]),
  );
}

function heardTable(name: string, events: readonly Message[]): string {
  const heard = events.filter(({ heardBy }) => heardBy.some(({ module }) => module === name));
  return table(
    ['event', 'handled by'],
    heard.map((event) => [typeOf(event), subscriptions({ heardBy: event.heardBy.filter(({ module }) => module === name) })]),
  );
}

function askedTable(commands: readonly Message[]): string {
  return table(
    ['command', 'of'],
    commands.map((command) => [typeOf(command), command.contract.module]),
  );
}

function typeOf({ contract }: Message): string {
  return code(contract.type);
}

function listeners({ heardBy }: Message): string {
  return [...new Set(heardBy.map(({ module }) => module))].join(', ') || 'nobody yet';
}

function subscriptions({ heardBy }: Pick<Message, 'heardBy'>): string {
  return heardBy.map(({ subscription }) => code(subscription)).join(', ');
}

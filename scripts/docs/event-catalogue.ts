import { fieldsOf } from './fields.ts';
import { code, table } from './markdown.ts';
import type { Message, System } from './system.ts';

/** Every message of the system: what it means, who says it, who hears it, and its fields. */
export function eventCatalogue({ messages }: System): string {
  const owners = [...new Set(messages.map(({ contract }) => contract.module))];
  return owners
    .map(
      (owner) =>
        `## ${owner}\n\n${messages
          .filter(({ contract }) => contract.module === owner)
          .map(entry)
          .join('\n')}`,
    )
    .join('\n');
}

function entry(message: Message): string {
  const { contract, path, meaning, saidBy, heardBy } = message;
  const listeners = heardBy.map(({ subscription }) => code(subscription)).join(', ') || 'nobody yet';
  const fields = fieldsOf(contract.payload).map(({ path: field, type, required }) => [code(field), type, required ? 'yes' : '']);
  return `### ${contract.type}

${meaning}

- ${contract.kind === 'event' ? 'Event' : 'Command'}, declared in [${path}](../${path})
- ${contract.kind === 'event' ? 'Said' : 'Sent'} by ${saidBy.join(', ')}
- Handled by ${listeners}

${table(['field', 'type', 'required'], fields)}`;
}

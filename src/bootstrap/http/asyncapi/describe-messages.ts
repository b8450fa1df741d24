import { z } from 'zod';
import type { Contract } from '#shared-kernel/messaging/define-contract.ts';
import { Envelope, schemaIdOf } from '#shared-kernel/messaging/envelope.ts';
import type { AppModule } from '#shared-kernel/module.ts';

/** What of a module the document of all messages tells. */
export type MessagingModule = Pick<AppModule, 'name' | 'purpose' | 'publishes' | 'receives' | 'hears'>;

export interface MessagesToDescribe {
  readonly version: string;
  readonly modules: readonly MessagingModule[];
}

/**
 * The AsyncAPI 3.0 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0) of the messages of
 * these modules: one channel per contract, one operation per module that publishes, receives or hears it.
 */
export function describeMessages({ version, modules }: MessagesToDescribe) {
  const contracts = contractsOf(modules);
  return {
    asyncapi: '3.0.0',
    info: { title: 'Messages of Tessera', version, description: DELIVERY, tags: modules.map(tagOf) },
    defaultContentType: 'application/cloudevents+json',
    channels: byKey(contracts, ({ type }) => [type, channelOf(type)]),
    operations: byKey(modules.flatMap(operationsOf), (operation) => operation),
    components: {
      messages: byKey(contracts, (contract) => [contract.type, messageOf(contract)]),
      schemas: {
        Envelope: jsonSchema(Envelope),
        ...byKey(contracts, (contract) => [contract.type, { $id: schemaIdOf(contract), ...jsonSchema(contract.payload) }]),
      },
    },
  };
}
export type MessagesDocument = ReturnType<typeof describeMessages>;

const DELIVERY =
  'Every message is a CloudEvents 1.0 event in JSON, delivered at least once, after the commit that caused it, to each ' +
  'subscription by itself, and in the order of `sequence` for one subject only. An event is a fact that any module may hear; ' +
  'a command is a request to the one module that its name begins with, answered by an event.';

function contractsOf(modules: readonly MessagingModule[]): readonly Contract[] {
  const all = modules.flatMap(({ publishes, receives, hears }) => [...publishes, ...receives, ...hears]);
  return [...new Map(all.map((contract) => [contract.type, contract])).values()].toSorted((a, b) => (a.type < b.type ? -1 : 1));
}

function tagOf({ name, purpose }: MessagingModule) {
  return { name, description: purpose };
}

function channelOf(type: string) {
  return { address: type, messages: { [type]: { $ref: `#/components/messages/${type}` } } };
}

function messageOf({ type, kind, module }: Contract) {
  return {
    name: type,
    title: type,
    summary: kind === 'event' ? `A fact that ${module} tells.` : `A request to ${module}.`,
    contentType: 'application/cloudevents+json',
    tags: [{ name: module }],
    payload: {
      allOf: [
        { $ref: '#/components/schemas/Envelope' },
        { type: 'object', properties: { type: { const: type }, data: { $ref: `#/components/schemas/${type}` } } },
      ],
    },
  };
}

function operationsOf({ name, publishes, receives, hears }: MessagingModule) {
  const operation = (action: 'send' | 'receive', { type }: Contract) =>
    [
      `${name}.${action}.${type}`,
      {
        action,
        channel: { $ref: `#/channels/${type}` },
        tags: [{ name }],
        messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
      },
    ] as const;
  return [
    ...publishes.map((contract) => operation('send', contract)),
    ...[...receives, ...hears].map((contract) => operation('receive', contract)),
  ];
}

/** In the dialect that AsyncAPI's own schemas are written in: JSON Schema draft 7. */
function jsonSchema(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', unrepresentable: 'any' });
  return rest;
}

function byKey<T, V>(items: readonly T[], entry: (item: T) => readonly [string, V]): Record<string, V> {
  return Object.fromEntries(items.map(entry));
}

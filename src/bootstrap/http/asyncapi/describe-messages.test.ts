import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { defineEvent } from '#shared-kernel/messaging/define-event.ts';
import { describeMessages } from './describe-messages.ts';

const TeaBrewedV1 = defineEvent('kitchen.tea-brewed.v1', z.strictObject({ cups: z.int() }));
const BrewTeaV1 = defineCommand('kitchen.brew-tea.v1', z.strictObject({ cups: z.int() }));

const kitchen = { name: 'kitchen', purpose: 'Makes tea.', publishes: [TeaBrewedV1], receives: [BrewTeaV1], hears: [] };
const hall = { name: 'hall', purpose: 'Serves tea.', publishes: [], receives: [], hears: [TeaBrewedV1] };

describe('the document of all messages', () => {
  const document = describeMessages({ version: '1.2.3', modules: [kitchen, hall] });

  it('has one channel for each contract, however many modules know it', () => {
    expect(Object.keys(document.channels)).toEqual(['kitchen.brew-tea.v1', 'kitchen.tea-brewed.v1']);
  });

  it('says which module sends and which receive a message', () => {
    expect(Object.keys(document.operations)).toEqual([
      'kitchen.send.kitchen.tea-brewed.v1',
      'kitchen.receive.kitchen.brew-tea.v1',
      'hall.receive.kitchen.tea-brewed.v1',
    ]);
  });

  it('holds the schema of a payload under the name that envelopes give it', () => {
    expect(document.components.schemas).toMatchObject({
      'kitchen.tea-brewed.v1': {
        $id: 'urn:tessera:message:kitchen.tea-brewed.v1',
        required: ['cups'],
      },
    });
  });
});

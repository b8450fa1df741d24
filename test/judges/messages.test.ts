import { Parser } from '@asyncapi/parser';
import { CloudEvent } from 'cloudevents';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import type { Contract } from '#shared-kernel/messaging/define-contract.ts';
import { seal } from '#shared-kernel/messaging/envelope.ts';
import { type ContractFile, discoverContracts, recordedExamples } from '../../scripts/discovery/contracts.ts';
import { discoverModules } from '../../scripts/discovery/modules.ts';
import { describeMessages } from '../../src/bootstrap/http/asyncapi/describe-messages.ts';

const modules = await discoverModules();
const contracts = await discoverContracts();
const document = describeMessages({ version: '0.0.0', modules });

describe('the AsyncAPI document of all messages', () => {
  it('is valid to the parser of the AsyncAPI initiative', async () => {
    const diagnostics = await new Parser().validate(JSON.stringify(document));
    expect(diagnostics.filter(({ severity }) => severity <= WARNING)).toEqual([]);
  }, 60_000);

  it('describes every contract', () => {
    expect(Object.keys(document.channels)).toEqual(contracts.map(({ contract }) => contract.type).toSorted());
  });

  it('is refused by that parser where a channel names a message that is not there', async () => {
    const broken = {
      ...document,
      channels: { lost: { address: 'lost', messages: { lost: { $ref: '#/components/messages/lost' } } } },
    };
    const diagnostics = await new Parser().validate(JSON.stringify(broken));
    expect(diagnostics.filter(({ severity }) => severity === ERROR)).not.toEqual([]);
  }, 60_000);
});

const ERROR = 0;
const WARNING = 1;

// The SDK checks what a message holds against the JSON Schema of the CloudEvents specification.
describe('the CloudEvents SDK', () => {
  test.each(contracts)('accepts $contract.type as it goes on the wire', (file) => {
    const messages = payloadsOf(file).map((payload) => onTheWire(file.contract, payload));
    expect(messages).not.toEqual([]);
    for (const message of messages) expect(new CloudEvent(message).validate()).toBe(true);
  });

  it('refuses a message whose extensions are not named as the specification wants', () => {
    const [file] = contracts;
    if (file === undefined) throw new Error('there is no contract');
    const message = onTheWire(file.contract, payloadsOf(file)[0]);
    expect(() => new CloudEvent({ ...message, 'correlation-id': 'c' })).toThrow(/extension/);
  });
});

const Wire = z.looseObject({ type: z.string(), source: z.string() });

function onTheWire({ module, kind, ...contract }: Contract, payload: unknown): z.infer<typeof Wire> {
  const envelope = seal(
    { module, kind, ...contract },
    {
      source: module,
      subject: 'subject',
      ...(kind === 'event' ? { sequence: 1 } : {}),
      payload,
      cause: { correlationId: 'c', causationId: 'm', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
      time: new Date(),
    },
  );
  return Wire.parse(JSON.parse(JSON.stringify(envelope)));
}

function payloadsOf(file: ContractFile): unknown[] {
  return Recorded.parse(recordedExamples(file)).map(({ data }) => data);
}

const Recorded = z.array(z.object({ data: z.unknown() }));

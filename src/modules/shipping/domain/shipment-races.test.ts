import { describe, expect, it } from 'vitest';
import {
  asksForBooking,
  type BookingAnswer,
  beginCancellation,
  type CancellationAnswer,
  type Outcome,
  type ShipmentState,
  settleCancellation,
  settleRequest,
} from './shipment.ts';

// Every order in which two requests and two cancellations of one shipment can run into one another, a process
// dying after any step, and a call of a dead process reaching the carrier late. All reachable states are visited.

type Verb = 'request' | 'cancel';

interface Command {
  readonly verb: Verb;
  readonly at: 'intend' | 'call' | 'settle' | 'done';
  readonly answer?: BookingAnswer | CancellationAnswer | undefined;
  readonly outcome?: Outcome['kind'];
}

interface CarrierState {
  readonly request: 'none' | 'booked' | 'refused';
  readonly cancelled: boolean;
  readonly collected: boolean;
}

interface World {
  readonly shipment: ShipmentState | undefined;
  readonly carrier: CarrierState;
  readonly commands: readonly Command[];
  /** A call whose caller has died, still on its way. */
  readonly straggler: Verb | undefined;
  readonly refuses: boolean;
}

const booking = { carrier: 'sandbox', trackingNumber: 'SBX1' };
const refusal = { code: 'no', detail: 'No.' };

const isLive = ({ request, cancelled }: CarrierState) => request === 'booked' && !cancelled;

function call(verb: Verb, world: World): { carrier: CarrierState; answer: BookingAnswer | CancellationAnswer } {
  const { carrier } = world;
  if (verb === 'cancel') {
    if (carrier.collected) return { carrier, answer: { kind: 'too_late', booking } };
    return { carrier: { ...carrier, cancelled: true }, answer: { kind: 'cancelled' } };
  }
  if (carrier.cancelled) return { carrier, answer: { kind: 'refused', refusal } };
  const request = carrier.request === 'none' && !world.refuses ? 'booked' : 'refused';
  const after = carrier.request === 'none' ? ({ ...carrier, request } as const) : carrier;
  return { carrier: after, answer: after.request === 'booked' ? { kind: 'booked', booking } : { kind: 'refused', refusal } };
}

function intend(world: World, verb: Verb): { shipment: ShipmentState; calls: boolean } {
  if (verb === 'request') {
    const shipment = world.shipment ?? { status: 'requested' };
    return { shipment, calls: asksForBooking(shipment) };
  }
  const shipment = beginCancellation(world.shipment ?? { status: 'called_off' });
  return { shipment, calls: shipment.status === 'cancelling' };
}

function settle(shipment: ShipmentState, { verb, answer }: Command) {
  if (verb === 'request')
    return settleRequest(shipment, answer?.kind === 'booked' || answer?.kind === 'refused' ? answer : undefined);
  return settleCancellation(shipment, answer?.kind === 'cancelled' || answer?.kind === 'too_late' ? answer : undefined);
}

function step(world: World, index: number): World[] {
  const command = world.commands[index];
  if (!command || command.at === 'done') return [];
  const put = (next: Command, change: Partial<World> = {}): World => ({
    ...world,
    ...change,
    commands: world.commands.with(index, next),
  });
  const again: Command = { verb: command.verb, at: 'intend' };
  try {
    if (command.at === 'intend') {
      const { shipment, calls } = intend(world, command.verb);
      return [put({ verb: command.verb, at: calls ? 'call' : 'settle' }, { shipment })];
    }
    if (command.at === 'call') {
      const { carrier, answer } = call(command.verb, world);
      const died = world.straggler === undefined ? [put(again, { straggler: command.verb })] : [];
      return [put({ verb: command.verb, at: 'settle', answer }, { carrier }), put(again, { carrier }), ...died];
    }
    if (!world.shipment) throw new Error('there is nothing to settle');
    const { state, outcome } = settle(world.shipment, command);
    return [put({ verb: command.verb, at: 'done', outcome: outcome.kind }, { shipment: state }), put(again)];
  } catch {
    return [put(again)];
  }
}

function nextWorlds(world: World): World[] {
  const worlds = world.commands.flatMap((_, index) => step(world, index));
  if (isLive(world.carrier) && !world.carrier.collected)
    worlds.push({ ...world, carrier: { ...world.carrier, collected: true } });
  if (world.straggler) worlds.push({ ...world, straggler: undefined, carrier: call(world.straggler, world).carrier });
  return worlds;
}

function explore(refuses: boolean): { worlds: World[]; sources: Map<string, Set<string>> } {
  const commands = (['request', 'request', 'cancel', 'cancel'] as const).map((verb) => ({ verb, at: 'intend' }) as const);
  const carrier = { request: 'none', cancelled: false, collected: false } as const;
  const start: World = { shipment: undefined, carrier, commands, straggler: undefined, refuses };
  const worlds = [start];
  const sources = new Map([[JSON.stringify(start), new Set<string>()]]);
  for (const world of worlds) {
    for (const next of nextWorlds(world)) {
      const key = JSON.stringify(next);
      if (!sources.has(key)) worlds.push(next);
      sources.set(key, (sources.get(key) ?? new Set()).add(JSON.stringify(world)));
    }
  }
  return { worlds, sources };
}

const isOver = ({ commands, straggler }: World) => straggler === undefined && commands.every(({ at }) => at === 'done');
const said = ({ commands }: World, kind: Outcome['kind']) => commands.some(({ outcome }) => outcome === kind);

describe.each([{ refuses: false }, { refuses: true }])(
  'requests and cancellations in every order (carrier refuses: $refuses)',
  ({ refuses }) => {
    const { worlds, sources } = explore(refuses);

    it('visits a great many states, among them every end that there is', () => {
      expect(worlds.length).toBeGreaterThan(1_000);
      const ends = new Set(worlds.filter(isOver).map(({ shipment }) => shipment?.status));
      expect([...ends].sort()).toEqual(refuses ? ['called_off', 'cancelled', 'refused'] : ['called_off', 'cancelled', 'created']);
    });

    it('never leaves a parcel with the carrier once somebody was told that it is cancelled', () => {
      for (const world of worlds) if (said(world, 'cancelled')) expect(isLive(world.carrier)).toBe(false);
    });

    it('refuses a cancellation only where the carrier has fetched the parcel', () => {
      for (const world of worlds) if (said(world, 'cancellation_refused')) expect(world.carrier.collected).toBe(true);
    });

    it('ends with the carrier and the shipment in agreement', () => {
      for (const world of worlds.filter(isOver)) expect(isLive(world.carrier)).toBe(world.shipment?.status === 'created');
    });

    it('can always come to an end', () => {
      const hopeful = new Set(worlds.filter(isOver).map((world) => JSON.stringify(world)));
      for (const key of hopeful) for (const source of sources.get(key) ?? []) hopeful.add(source);
      expect(hopeful.size).toBe(worlds.length);
    });
  },
);

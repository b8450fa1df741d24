import { CONFIGURATIONS, type Configuration, IDLE, NAMES, wordsOf } from './configurations.ts';
import { type Delivery, deliveryTrial } from './delivery-trial.ts';
import { hopTrial, type Places } from './hop-trial.ts';
import { type Sending, sendingTrial } from './sending-trial.ts';
import type { BenchServer } from './server.ts';
import type { Task } from './task.ts';

export interface MeasureOptions {
  /** In a backlog. */
  readonly messages: number;
  /** How often each delivery is tried, the contenders taking turns. */
  readonly rounds: number;
  readonly hops: number;
  readonly say: (line: string) => void;
}

export interface MeasuredSending extends Sending {
  readonly contender: Task['contender'];
  readonly perTransaction: number;
}

export interface MeasuredDelivery extends Configuration {
  /** One for each round. */
  readonly trials: readonly Delivery[];
}

export interface MeasuredHops extends Configuration {
  readonly places: Places;
  readonly milliseconds: readonly number[];
}

/** Everything that one run measured. */
export interface Measurements {
  readonly sending: readonly MeasuredSending[];
  readonly delivery: readonly MeasuredDelivery[];
  readonly hops: readonly MeasuredHops[];
}

const CONTENDERS = ['pg-boss', 'tessera', 'graphile-worker'] as const;

/** Sends, which leaves a backlog of each contender; works copies of it off, turn by turn; and measures hops one at a time. */
export async function measureAll(server: BenchServer, options: MeasureOptions): Promise<Measurements> {
  const sending = [...(await sendOneByOne(server, options)), ...(await sendBacklogs(server, options))];
  const delivery = await deliverInTurn(server, options);
  const hops: MeasuredHops[] = [];
  for (const places of ['one process', 'two processes'] as const) {
    for (const configuration of IDLE) {
      options.say(`idle hops: ${NAMES[configuration.contender]}, ${places}`);
      hops.push({
        ...configuration,
        places,
        milliseconds: await hopTrial(server, configuration, { places, hops: options.hops }),
      });
    }
  }
  return { sending, delivery, hops };
}

/** A quarter as many, since each has a commit of its own. */
async function sendOneByOne(server: BenchServer, { messages, say }: MeasureOptions): Promise<readonly MeasuredSending[]> {
  const sent: MeasuredSending[] = [];
  for (const contender of CONTENDERS) {
    const name = 'bench_sent';
    const result = await sendingTrial(server, contender, { name, messages: Math.ceil(messages / 4), perTransaction: 1 });
    say(`sending one by one: ${NAMES[contender]} ${result.perSecond.toFixed(0)}/s`);
    sent.push({ contender, perTransaction: 1, ...result });
    await server.drop(name);
  }
  return sent;
}

async function sendBacklogs(server: BenchServer, { messages, say }: MeasureOptions): Promise<readonly MeasuredSending[]> {
  const sent: MeasuredSending[] = [];
  for (const contender of CONTENDERS) {
    const name = backlogOf(contender);
    const result = await sendingTrial(server, contender, { name, messages, perTransaction: 100 });
    say(`sending 100 at a time: ${NAMES[contender]} ${result.perSecond.toFixed(0)}/s`);
    sent.push({ contender, perTransaction: 100, ...result });
    await server.analyse(name);
  }
  return sent;
}

async function deliverInTurn(
  server: BenchServer,
  { messages, rounds, say }: MeasureOptions,
): Promise<readonly MeasuredDelivery[]> {
  const trials = new Map<Configuration, readonly Delivery[]>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const configuration of CONFIGURATIONS) {
      const trial = await deliveryTrial(server, configuration, { filled: backlogOf(configuration.contender), messages });
      say(`round ${round}: ${NAMES[configuration.contender]}, ${wordsOf(configuration)}: ${trial.perSecond.toFixed(0)}/s`);
      trials.set(configuration, [...(trials.get(configuration) ?? []), trial]);
    }
  }
  return CONFIGURATIONS.map((configuration) => ({ ...configuration, trials: trials.get(configuration) ?? [] }));
}

function backlogOf(contender: Task['contender']): string {
  return `bench_backlog_${contender.replace('-', '_')}`;
}

import type { Consumption } from './consumption.ts';

/** What one order costs, processor time in milliseconds. */
export interface CostPerOrder {
  readonly nodeMs: number;
  readonly postgresMs: number;
  /** Provider and carrier: in production somebody else's machines. */
  readonly sandboxesMs: number;
  readonly generatorMs: number;
  /** Begin and commit too, and what the shop asks all the time. */
  readonly statements: number;
  readonly walBytes: number;
  readonly fullPageImages: number;
  readonly messages: number;
}

export interface Spent {
  readonly consumed: Consumption;
  readonly orders: number;
  readonly generatorSeconds: number;
}

/** Divides what was consumed by the orders that it was consumed for. */
export function costPerOrder({ consumed, orders, generatorSeconds }: Spent): CostPerOrder {
  const { processorSeconds, statements, walBytes, fullPageImages, messages } = consumed;
  const each = (total: number) => (orders === 0 ? 0 : total / orders);
  const ms = (...names: readonly string[]) =>
    each(names.reduce((sum, name) => sum + (processorSeconds.get(name) ?? 0), 0) * 1_000);
  return {
    nodeMs: ms('shop'),
    postgresMs: ms('postgres'),
    sandboxesMs: ms('provider', 'carrier'),
    generatorMs: each(generatorSeconds * 1_000),
    statements: each([...statements.values()].reduce((sum, count) => sum + count, 0)),
    walBytes: each(walBytes),
    fullPageImages: each(fullPageImages),
    messages: each(messages),
  };
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { AppModule } from '#shared-kernel/module.ts';
import { createSignals } from '#shared-kernel/signals.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { inRoutingOrder, type MountedRoute } from '../../src/bootstrap/http/mounted-route.ts';
import { describeApi } from '../../src/bootstrap/http/openapi/describe-api.ts';
import { modulesOnDisk } from '../support/modules-on-disk.ts';

const unused = () => Promise.reject(new Error('no route is called here'));
const database = { read: unused, transaction: unused };

let modules: readonly AppModule[];
let mounted: readonly MountedRoute[];

beforeAll(async () => {
  modules = await modulesOnDisk();
  mounted = inRoutingOrder(modules.flatMap(routesOf));
}, 60_000);

describe('the routes of all modules', () => {
  it('fit together in one document', () => {
    const { paths, tags } = describeApi({ version: '0.0.0', parts: modules, mounted });
    expect(Object.keys(paths).length).toBeGreaterThan(0);
    expect(tags.map(({ name }) => name)).toEqual([...new Set(mounted.map(({ owner }) => owner))].toSorted());
  });

  it('name the version of the API in their paths, but for what other standards name', () => {
    const others = mounted.map(({ route }) => route.path).filter((path) => !/^\/(v1|oauth|\.well-known)\//.test(path));
    expect(others).toEqual([]);
  });

  it('take a key wherever a repetition would cost money or stock', () => {
    const required = mounted.filter(({ route }) => route.idempotencyKey === 'required').map(({ route }) => route.path);
    expect(required).toEqual(
      expect.arrayContaining(['/v1/orders', '/v1/payments/{id}/refunds', '/v1/stock/{sku}/adjustments', '/v1/imports/products']),
    );
  });

  it('show an example of each body that they take, which they would take', () => {
    const taking = mounted.flatMap(({ route: { operationId, body } }) => (body ? [{ operationId, body }] : []));
    const without = taking.filter(({ body }) => examplesOf(body).length === 0).map(({ operationId }) => operationId);
    const streamed = mounted.filter(({ route: { stream } }) => stream && stream.example === undefined);
    expect(streamed.map(({ route: { operationId } }) => operationId)).toEqual([]);
    expect(without, 'give the schema .meta({ examples: […] })').toEqual([]);
    const wrong = taking.filter(({ body }) => !examplesOf(body).every((example) => body.safeParse(example).success));
    expect(wrong.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('refuse with codes of their own module', () => {
    const foreign = mounted.flatMap(({ owner, route }) =>
      Object.values(route.refusals)
        .flat()
        .filter((code) => !code.startsWith(`${owner}.`) && !code.startsWith('http.')),
    );
    expect(foreign).toEqual([]);
  });
});

function examplesOf(body: z.ZodType): readonly unknown[] {
  const { examples } = body.meta() ?? {};
  return Array.isArray(examples) ? examples : [];
}

function routesOf(module: AppModule): MountedRoute[] {
  const runtime = module.assemble(
    {
      database,
      events: recordingEventBus(module.name),
      signals: createSignals(),
      clock: fixedClock(),
      log: silentLog,
      secondsBehind: () => 0,
      development: false,
      directory: mkdtempSync(join(tmpdir(), 'tessera-document-')),
    },
    {},
  );
  return (runtime.routes ?? []).map((route) => ({ route, owner: module.name, database }));
}

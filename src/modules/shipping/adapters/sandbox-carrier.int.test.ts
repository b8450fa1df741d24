import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import type { ShipmentRequest } from '../ports/carrier.ts';
import { sandboxCarrier } from './sandbox-carrier.ts';
import { type SandboxCarrierServer, startSandboxCarrier } from './sandbox-server/server.ts';

const running: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const freshLedger = () => join(mkdtempSync(join(tmpdir(), 'tessera-carrier-')), 'ledger.jsonl');
const patience = () => AbortSignal.timeout(5_000);
const carrierAt = (url: string) => sandboxCarrier({ baseUrl: () => url, timeoutMs: 1_000 });

async function carrierOn(ledger: string) {
  const server: SandboxCarrierServer = await startSandboxCarrier({ port: 0, ledger });
  running.push(server);
  return { carrier: carrierAt(server.url), url: server.url };
}

function parcel(postalCode = '10115'): ShipmentRequest {
  const address = { line1: 'Hauptstraße 1', city: 'Berlin', postalCode, country: 'DE' };
  return { key: newId(), recipient: 'Ada Lovelace', address, lines: [{ sku: 'TEA-1', quantity: 1 }] };
}

describe('the sandbox carrier', () => {
  it('gives one answer to one key', async () => {
    const { carrier } = await carrierOn(freshLedger());
    const request = parcel();
    const first = await carrier.create(request, patience());
    expect(first).toMatchObject({ kind: 'booked', booking: { carrier: 'sandbox' } });
    expect(await carrier.create(request, patience())).toEqual(first);
    expect(await carrier.find(request.key, patience())).toEqual(first);
    expect(await carrier.create(parcel(), patience())).not.toEqual(first);
  });

  it('does not take one key for two parcels', async () => {
    const { carrier } = await carrierOn(freshLedger());
    const request = parcel();
    await carrier.create(request, patience());
    await expect(carrier.create({ ...request, recipient: 'Somebody else' }, patience())).rejects.toThrow();
  });

  it('refuses what goes to postal code 00000', async () => {
    const { carrier } = await carrierOn(freshLedger());
    const request = parcel('00000');
    const refused = { kind: 'refused', refusal: { code: 'not_served', detail: expect.any(String) } };
    expect(await carrier.create(request, patience())).toEqual(refused);
    expect(await carrier.find(request.key, patience())).toEqual(refused);
  });

  it('books what goes to postal code 99999 and says so only when it is asked', async () => {
    const { carrier } = await carrierOn(freshLedger());
    const request = parcel('99999');
    expect(await carrier.create(request, patience())).toMatchObject({ kind: 'unknown' });
    expect(await carrier.find(request.key, patience())).toMatchObject({ kind: 'booked' });
    expect(await carrier.create(request, patience())).toMatchObject({ kind: 'booked' });
  });

  it('has not heard of a key that was never sent', async () => {
    const { carrier } = await carrierOn(freshLedger());
    expect(await carrier.find(newId(), patience())).toEqual({ kind: 'absent' });
  });

  it('cancels what it booked, and what comes under a cancelled key later', async () => {
    const { carrier } = await carrierOn(freshLedger());
    const [booked, late] = [parcel(), parcel()];
    await carrier.create(booked, patience());
    for (const { key } of [booked, booked, late]) {
      expect(await carrier.cancel(key, `cancel ${key}`, patience())).toEqual({ kind: 'cancelled' });
    }
    expect(await carrier.create(late, patience())).toMatchObject({ kind: 'refused', refusal: { code: 'cancelled' } });
  });

  it('does not cancel what its van has fetched', async () => {
    const { carrier, url } = await carrierOn(freshLedger());
    const request = parcel();
    const booked = await carrier.create(request, patience());
    await fetch(`${url}/shipments/${request.key}/collection`, { method: 'POST' });
    const tooLate = { kind: 'too_late', booking: booked.kind === 'booked' ? booked.booking : undefined };
    expect(await carrier.cancel(request.key, newId(), patience())).toEqual(tooLate);
  });

  it('does not know what became of a call that ends without an answer', async () => {
    const { carrier, url } = await carrierOn(freshLedger());
    const request = parcel();
    for (const on of ['create', 'find', 'cancel']) {
      const body = JSON.stringify({ on, kind: 'hang_before' });
      await fetch(`${url}/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    }
    expect(await carrier.create(request, patience())).toMatchObject({ kind: 'unknown' });
    expect(await carrier.find(request.key, patience())).toMatchObject({ kind: 'unknown' });
    expect(await carrier.cancel(request.key, newId(), patience())).toMatchObject({ kind: 'unknown' });
    expect(await carrierAt('http://127.0.0.1:9').create(request, patience())).toMatchObject({ kind: 'unknown' });
  });

  it('remembers all of it after a crash that left half a line, and keeps no name or address', async () => {
    const ledger = freshLedger();
    const { carrier } = await carrierOn(ledger);
    const [booked, cancelled] = [parcel(), parcel()];
    const answer = await carrier.create(booked, patience());
    await carrier.cancel(cancelled.key, newId(), patience());
    await running.pop()?.close();
    appendFileSync(ledger, '{"type":"booked","at":"2026-');
    const restarted = (await carrierOn(ledger)).carrier;
    expect(await restarted.find(booked.key, patience())).toEqual(answer);
    expect(await restarted.create(cancelled, patience())).toMatchObject({ kind: 'refused' });
    await restarted.create(parcel(), patience());
    await running.pop()?.close();
    expect(readFileSync(ledger, 'utf8')).not.toMatch(/Ada|Hauptstraße|10115/);
    const again = (await carrierOn(ledger)).carrier;
    expect(await again.find(booked.key, patience())).toEqual(answer);
  });

  it('runs as a process of its own', async () => {
    const main = join(import.meta.dirname, 'sandbox-server/main.ts');
    const child = spawn(process.execPath, [main, '--port', '0', '--ledger', freshLedger()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push({ close: () => stopped(child) });
    const [line] = await once(createInterface(child.stdout), 'line');
    const carrier = carrierAt(String(line).replace('ready ', ''));
    expect(await carrier.create(parcel(), patience())).toMatchObject({ kind: 'booked' });
  });
});

async function stopped(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

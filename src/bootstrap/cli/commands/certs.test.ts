import { mkdtempSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cli } from '../cli-command.ts';
import { certsDev, certsShow } from './certs.ts';

const cli: Cli = { json: false, say: () => undefined, progress: () => ({ report: () => undefined, end: () => undefined }) };
const newDirectory = () => mkdtempSync(join(tmpdir(), 'tessera-certs-'));
const make = (out: string, more: object = {}) => certsDev.run({ out, topology: 'topologies/processes.json', ...more }, cli);
const show = (directory: string) => certsShow.run({ directory }, cli);

describe('certificates for development', () => {
  it('are made for every process, say that they are for that only, and their keys are for nobody else to read', async () => {
    const out = newDirectory();
    const { text } = await make(out);
    expect(text).toContain('In production your own CA');
    for (const name of ['ca', 'gateway', 'payments']) {
      expect(statSync(join(out, `${name}-key.pem`)).mode & 0o777).toBe(0o600);
    }
    const shown = await show(out);
    expect(shown.problem).toBe(false);
    expect(shown.text).toMatch(/^payments +spiffe:\/\/tessera\/payments +good for 89 days$/m);
  });

  it('are renewed under the same CA, unless another one is wanted', async () => {
    const out = newDirectory();
    const content = (file: string) => readFile(join(out, file), 'utf8');
    await make(out);
    const [ca, payments] = [await content('ca.pem'), await content('payments.pem')];
    await make(out, { days: '7' });
    expect(await content('ca.pem')).toBe(ca);
    expect(await content('payments.pem')).not.toBe(payments);
    expect((await show(out)).text).toMatch(/good for 6 days/);
    await make(out, { newCa: true });
    expect(await content('ca.pem')).not.toBe(ca);
    expect(await show(out)).toMatchObject({ problem: false });
  });

  it('that do not fit are shown with what is wrong', async () => {
    const out = newDirectory();
    await make(out);
    await writeFile(join(out, 'payments.pem'), await readFile(join(out, 'orders.pem')));
    const { problem, json } = await show(out);
    expect(problem).toBe(true);
    expect(json).toMatchObject({
      certificates: expect.arrayContaining([
        expect.objectContaining({ process: 'payments', problem: 'the private key is not that of the certificate' }),
        expect.objectContaining({ process: 'orders', name: 'spiffe://tessera/orders', problem: undefined }),
      ]),
    });
  });

  it('need a topology, a place to go to, and a time that TLS allows', async () => {
    expect(() => certsDev.run({ out: newDirectory() }, cli)).toThrow('name a file: --topology');
    expect(() => certsDev.run({ topology: 'topologies/processes.json' }, cli)).toThrow('say where the files go: --out');
    expect(() => make(newDirectory(), { days: '0' })).toThrow('days');
    await expect(show(join(newDirectory(), 'nowhere'))).rejects.toThrow('cannot be read');
  });
});

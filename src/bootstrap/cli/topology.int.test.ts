import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tessera } from './testing/tessera.ts';

const Shown = z.object({
  processes: z.array(z.object({ name: z.string(), modules: z.array(z.string()) })),
  crossings: z.array(z.object({ from: z.string().optional(), to: z.string(), types: z.array(z.string()) })),
});

describe('topology', { timeout: 180_000 }, () => {
  const cli = tessera({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' });

  it('shows who lives where and what passes the broker, without a database', async () => {
    const { exitCode, body } = await cli.json('topology', 'show', '--topology', 'topologies/mixed.json');
    expect(exitCode).toBe(0);
    const { processes, crossings } = Shown.parse(body);
    expect(processes.map(({ name }) => name)).toEqual(['shop', 'payments', 'notifications']);
    expect(crossings).toContainEqual(expect.objectContaining({ from: 'payments', to: 'notifications' }));
    expect(crossings).not.toContainEqual(expect.objectContaining({ from: 'catalog', to: 'orders' }));
    const text = await cli.run('topology', 'show', '--topology', 'topologies/mixed.json');
    expect(text.stdout).toMatch(/^payments +notifications +\d+ +events +payment-captured\.v1/m);
    const drawing = await cli.run('topology', 'show', '--topology', 'topologies/mixed.json', '--mermaid');
    expect(drawing.stdout).toMatch(/^flowchart LR\n/);
  });

  it('lets a script know whether a file is good, and says all that is wrong', async () => {
    expect(await cli.run('topology', 'check', 'topologies/split.json')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await cli.run('topology', 'check', 'package.json')).toEqual({
      exitCode: 1,
      stderr: '',
      stdout: expect.stringMatching(/^package\.json: processes: is missing\npackage\.json: databases: is missing\n/),
    });
    expect(await cli.run('topology', 'show')).toMatchObject({
      exitCode: 2,
      stderr: 'tessera: name a file: --topology topologies/split.json\n',
    });
  });
});

describe('up', { timeout: 180_000 }, () => {
  it('is not for production, where each process is started by itself', async () => {
    expect(await tessera({ NODE_ENV: 'production' }).run('up', '--topology', 'topologies/split.json')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^tessera: tessera up is for development and tests; [^\n]+docs\/topologies\.md\n$/),
    });
  });
});

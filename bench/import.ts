import { z } from 'zod';
import { onServer } from '#shared-kernel/testing/cloned-database.ts';
import { migrateUp } from '../src/bootstrap/migrations/migrate-up.ts';
import { schemaNamesFor } from '../src/bootstrap/migrations/schemas.ts';
import { modules } from '../src/bootstrap/modules.ts';
import { importByHand } from './import/by-hand.ts';
import { catalogueFile } from './import/catalogue-file.ts';
import { catalogueIn, copiesAtRest } from './import/judge.ts';
import { type ImportRun, importThroughShop } from './import/through-shop.ts';
import type { Memory } from './load/process-memory.ts';
import { runBenchmark } from './report/command.ts';
import type { Findings } from './report/findings.ts';
import { settingOf } from './report/setting.ts';
import { type Surroundings, withSurroundings } from './start/operated-shop.ts';

const HELP = `How fast a catalogue in Shopify's format is imported, and in how much memory, beside one COPY and an insert by hand.

npm run bench -- import [options]

  --products N    of two variants each, a line for each variant (default 100000)
`;

await runBenchmark({
  help: HELP,
  options: { products: z.coerce.number().int().positive().default(100_000) },
  measure: ({ products }, say) =>
    withSurroundings(async (surroundings) => {
      const byHand = await throughCopy(surroundings, products);
      say(`by hand: ${byHand.seconds.toFixed(1)} s`);
      const throughApi = await throughShop(surroundings, products, say);
      return report({ products, byHand, throughApi, setting: await settingOf(surroundings.owner) });
    }),
});

interface ByHand {
  readonly seconds: number;
  readonly catalogue: readonly string[];
}

interface ThroughShop {
  readonly run: ImportRun;
  readonly before: Memory;
  readonly after: Memory;
  /** Until other modules knew of all of it, from the beginning of the upload. */
  readonly knownSeconds: number;
  readonly catalogue: readonly string[];
  readonly copies: Readonly<Record<string, number>>;
}

/** In a database of its own on the same server. */
async function throughCopy({ server, owner }: Surroundings, products: number): Promise<ByHand> {
  await owner.run('create database by_hand');
  const url = Object.assign(new URL(server.url), { pathname: '/by_hand' }).href;
  await migrateUp({ url, modules: schemaNamesFor(modules) });
  const seconds = await importByHand(url, catalogueFile(products));
  const catalogue = await onServer(url, catalogueIn);
  await owner.run('checkpoint');
  return { seconds, catalogue };
}

async function throughShop({ owner, start }: Surroundings, products: number, say: (line: string) => void): Promise<ThroughShop> {
  const shop = await start({ name: 'shop' });
  const before = await shop.memory();
  const begun = performance.now();
  const run = await importThroughShop(shop.url, catalogueFile(products), say);
  say(`through the API: ${run.seconds.toFixed(1)} s`);
  const copies = await copiesAtRest(owner);
  const knownSeconds = (performance.now() - begun) / 1_000;
  return { run, before, after: await shop.memory(), knownSeconds, catalogue: await catalogueIn(owner), copies };
}

interface Measured {
  readonly products: number;
  readonly byHand: ByHand;
  readonly throughApi: ThroughShop;
  readonly setting: readonly string[];
}

function report({ products, byHand, throughApi, setting }: Measured): Findings {
  const { run, before, after, knownSeconds } = throughApi;
  const rows = products * 2;
  const row = (way: string, seconds: number) => ({
    way,
    seconds: seconds.toFixed(1),
    'rows/s': Math.round(rows / seconds),
    'products/s': Math.round(products / seconds),
    'by hand / this': (byHand.seconds / seconds).toFixed(2),
  });
  return {
    benchmark: 'import',
    question: `How fast ${products.toLocaleString('en')} products of two variants are imported, and in how much memory.`,
    setting: [...setting, `a file of ${rows.toLocaleString('en')} lines, ${megabytesOf(products)} MB`],
    tables: [
      {
        title: 'Rows a second',
        rows: [
          row('COPY and insert by hand', byHand.seconds),
          row('API: upload stored', run.uploadSeconds),
          row('API: products written', run.seconds),
          row('API: known to all modules', knownSeconds),
        ],
      },
      {
        title: 'Memory of the shop',
        rows: [{ 'before, MiB': before.residentMb.toFixed(0), 'at the peak, MiB': after.peakMb.toFixed(0) }],
      },
    ],
    targets: [
      { what: 'memory at the peak', wanted: 'below 400 MiB', found: `${after.peakMb.toFixed(0)} MiB`, met: after.peakMb < 400 },
    ],
    broken: brokenIn(products, byHand, throughApi),
  };
}

/** What is in the tables must be what was written by hand, and other modules must know all of it, once. */
function brokenIn(products: number, byHand: ByHand, { run, catalogue, copies }: ThroughShop): readonly string[] {
  const different = catalogue.filter((line, index) => line !== byHand.catalogue[index]);
  const wanted = { rowsRead: products * 2, productsWritten: products, errorCount: 0 };
  const reported = { rowsRead: run.rowsRead, productsWritten: run.productsWritten, errorCount: run.errorCount };
  const incomplete = Object.entries(copies).filter(([what, count]) => count !== (what === 'dead letters' ? 0 : products * 2));
  return [
    ...different.map((line) => `the catalogue has ${line}; by hand it has ${byHand.catalogue.join(' and ')}`),
    ...(JSON.stringify(reported) === JSON.stringify(wanted) ? [] : [`the import reports ${JSON.stringify(reported)}`]),
    ...incomplete.map(([what, count]) => `${count} rows in ${what}`),
  ];
}

function megabytesOf(products: number): string {
  let bytes = 0;
  for (const part of catalogueFile(products)) bytes += Buffer.byteLength(part);
  return (bytes / 1e6).toFixed(1);
}

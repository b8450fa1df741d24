import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { version } from '../src/bootstrap/version.ts';
import { addedLayers, bytesOf } from './image/added-layers.ts';

const HELP = `npm run image [-- --tag NAME] [-- <argument of docker build> …]

Builds the image from the files as they are here, and shows what each layer adds to its base.
  --tag NAME          what to call it (tessera)
  -- --network host   everything after another -- goes to docker build
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tag: { type: 'string', default: 'tessera' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) process.stdout.write(HELP);
else build(values.tag, positionals);

function build(tag: string, extra: readonly string[]): void {
  const revision = spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
  const labels = ['--build-arg', `VERSION=${version}`, '--build-arg', `REVISION=${revision || 'unknown'}`];
  const { status } = spawnSync('docker', ['build', '--tag', tag, ...labels, ...extra, '.'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  const layers = addedLayers(tag);
  for (const { bytes, madeBy } of layers.filter(({ bytes }) => bytes > 0))
    console.log(`${inMegabytes(bytes)}  ${madeBy.slice(0, 80)}`);
  console.log(`${inMegabytes(bytesOf(layers))}  beyond the base`);
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1).padStart(6)} MB`;
}

import { execFileSync } from 'node:child_process';

export interface Layer {
  readonly bytes: number;
  readonly madeBy: string;
}

/** What the Dockerfile adds to its base, the first layer first. Our first instruction is the `WORKDIR`, and no base has it. */
export function addedLayers(image: string): readonly Layer[] {
  const history = execFileSync(
    'docker',
    ['history', '--no-trunc', '--human=false', '--format', '{{.Size}}\t{{.CreatedBy}}', image],
    {
      encoding: 'utf8',
    },
  );
  const layers = history
    .trim()
    .split('\n')
    .map((line) => {
      const [size = '', madeBy = ''] = line.split('\t');
      return { bytes: Number(size), madeBy: madeBy.replace(/^\/bin\/sh -c (#\(nop\) *)?/, '') };
    });
  const first = layers.findLastIndex(({ madeBy }) => madeBy.startsWith('WORKDIR /app'));
  if (first === -1) throw new Error(`${image} was not built from our Dockerfile: it has no WORKDIR /app`);
  return layers.slice(0, first + 1).reverse();
}

export function bytesOf(layers: readonly Layer[]): number {
  return layers.reduce((sum, { bytes }) => sum + bytes, 0);
}

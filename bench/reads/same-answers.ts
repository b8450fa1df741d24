import type { Contestant } from './contest.ts';
import type { Read } from './reads-of.ts';

/** In what the contestants answer differently; empty where they say the same, byte for byte but for the time of day. */
export async function differences(contestants: readonly Contestant[], { name, targets }: Read): Promise<readonly string[]> {
  const [first] = targets;
  if (first === undefined) return [`${name} asks for nothing`];
  const answers = await Promise.all(
    contestants.map(async ({ url }) => {
      const response = await fetch(`${url}${first.path}`, { headers: first.headers });
      return `${response.status} ${(await response.text()).replaceAll(/"asOf":"[^"]*"/g, '"asOf":""')}`;
    }),
  );
  const [expected] = answers;
  return contestants.flatMap((contestant, index) =>
    answers[index] === expected
      ? []
      : [`${name}: ${contestant.name} answers ${answers[index]?.slice(0, 300)}, not ${expected?.slice(0, 300)}`],
  );
}

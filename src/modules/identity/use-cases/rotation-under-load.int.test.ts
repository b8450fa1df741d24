import { expect, it } from 'vitest';
import { KEY_RING, TOKENS, USE_CASES } from '../container.ts';
import { SYSTEM } from '../domain/security-act.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';
import { ADA } from '../testing/token-subjects.ts';

const { clock, commit, process } = identityUnderTest();

const ROTATIONS = 6;
const REQUESTS = 40;

/** Tokens live for a quarter of an hour, and keys wait as long before they sign. */
const STEP_MINUTES = 5;

it('rotates again and again while old and new tokens are checked everywhere, and refuses none that is good', async () => {
  const processes = [process(), process(), process()];
  const [first] = processes;
  if (!first) throw new Error('there is no process');
  await commit(first.resolve(USE_CASES).makeFirstKeys);
  const good: { token: string; until: Date }[] = [];
  const signers = new Set<string>();

  async function request(parts: (typeof processes)[number]): Promise<void> {
    const tokens = parts.resolve(TOKENS);
    const { token, expiresInSeconds } = await tokens.issue(ADA);
    good.push({ token, until: new Date(clock.now().getTime() + expiresInSeconds * 1000) });
    signers.add((await parts.resolve(KEY_RING).signingKey()).kid);
    const old = good.find(({ until }) => until > clock.now());
    for (const each of [token, old?.token ?? token]) await expect(tokens.verify(each)).resolves.toMatchObject({ id: ADA.id });
  }

  for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
    for (let step = 0; step < 3; step += 1) {
      clock.advance({ minutes: STEP_MINUTES });
      await Promise.all(processes.map(request));
    }
    const rotating = commit((tx) => first.resolve(USE_CASES).rotateKeys(tx, { afterSeconds: 0, by: SYSTEM }));
    const requests = Array.from({ length: REQUESTS }, (_, index) => request(processes[index % processes.length] ?? first));
    const [outcome] = await Promise.all([rotating, ...requests]);
    expect(outcome.rotated).toBe(true);
  }
  expect(signers.size).toBe(ROTATIONS);
});

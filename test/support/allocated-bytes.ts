import { Session } from 'node:inspector/promises';
import { z } from 'zod';

/** So many bytes lie between two samples, on average. */
const SAMPLING_INTERVAL = 16_384;

const Profile = z.object({ profile: z.object({ samples: z.array(z.object({ size: z.number() })) }) });

/** What `work` makes this process allocate on the heap of V8, estimated from samples; what was collected meanwhile counts too. */
export async function allocatedBytes(work: () => Promise<void>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.startSampling', {
      samplingInterval: SAMPLING_INTERVAL,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    await work();
    const { profile } = Profile.parse(await session.post('HeapProfiler.stopSampling'));
    return profile.samples.reduce((sum, { size }) => sum + size, 0);
  } finally {
    session.disconnect();
  }
}

import { readFile } from 'node:fs/promises';

/** MiB of a process. */
export interface Memory {
  readonly residentMb: number;
  /** The most since it was spawned. */
  readonly peakMb: number;
}

/** As proc(5) tells it in `status`. */
export async function memoryOf(pid: number): Promise<Memory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { residentMb: mebibytes('VmRSS'), peakMb: mebibytes('VmHWM') };
}

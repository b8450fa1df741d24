import { messageOf } from '#shared-kernel/errors.ts';

/** What the doctor says about one thing, in plain words. */
export interface Finding {
  readonly check: string;
  /** A warning is no reason to worry yet. */
  readonly status: 'ok' | 'warning' | 'problem';
  readonly detail: string;
}

export function finding(check: string, status: Finding['status'], detail: string): Finding {
  return { check, status, detail };
}

/** Looks at one thing; not being able to look is a problem as well. */
export async function examine(check: string, look: () => Promise<Omit<Finding, 'check'>>): Promise<Finding> {
  try {
    return { check, ...(await look()) };
  } catch (error) {
    return { check, status: 'problem', detail: messageOf(error) };
  }
}

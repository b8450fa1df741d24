import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PUBLIC_EVENT_TYPES, TEST_EVENT_TYPE } from '../domain/public-event.ts';
import { publicWebhooks } from './public-webhooks.ts';

describe('the description of webhooks', () => {
  it('has every type that is sent, and no other', () => {
    expect(publicWebhooks.map(({ name }) => name).toSorted()).toEqual([...PUBLIC_EVENT_TYPES, TEST_EVENT_TYPE].toSorted());
  });

  it.each(publicWebhooks)('shows an example of $name that fits', ({ body }) => {
    const examples = z.array(z.unknown()).min(1).parse(body.meta()?.examples);
    for (const example of examples) expect(body.parse(example)).toEqual(example);
  });
});

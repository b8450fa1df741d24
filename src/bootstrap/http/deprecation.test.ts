import { expect, it } from 'vitest';
import { deprecationHeaders } from './deprecation.ts';

it('announces an end in the words of RFC 9745 and RFC 8594', () => {
  expect(deprecationHeaders({ since: '2023-06-30', sunset: '2024-06-30', link: '/docs/moving' })).toEqual({
    deprecation: '@1688083200',
    sunset: 'Sun, 30 Jun 2024 00:00:00 GMT',
    link: '</docs/moving>; rel="deprecation"; type="text/html"',
  });
  expect(deprecationHeaders({ since: '2023-06-30' })).toEqual({ deprecation: '@1688083200' });
});

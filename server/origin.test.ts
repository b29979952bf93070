import { expect, test } from 'vitest';
import { isAllowedOrigin } from './origin.ts';

test.each([
  [undefined, 'localhost:2567', true],
  ['http://localhost:2567', 'localhost:2567', true],
  ['https://play.example', 'play.example', true],
  ['http://localhost:80', 'localhost:2567', false],
  ['https://evil.example', 'localhost:2567', false],
  ['https://friend.example', 'localhost:2567', true],
  ['http://friend.example', 'localhost:2567', false],
  ['null', 'localhost:2567', false],
  ['', 'localhost:2567', false],
])('a request from %s to %s: %s', (origin, host, allowed) => {
  expect(isAllowedOrigin({ origin, host }, ['https://friend.example/'])).toBe(allowed);
});

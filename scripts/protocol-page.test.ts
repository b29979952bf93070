import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientMessages } from '../shared/protocol/client-messages.ts';
import { protocolPage } from './protocol-page.ts';

test('docs/protocol.md is the output of npm run protocol', async () => {
  const page = await readFile(join(import.meta.dirname, '../docs/protocol.md'), 'utf8');
  expect(page).toBe(protocolPage());
});

test('the page has every message with its rate and its fields', () => {
  const page = protocolPage();
  for (const name of Object.keys(clientMessages)) expect(page).toContain(`### \`${name}\``);
  expect(page).toMatch(/### `chat`[^#]*5 at once, 0\.5 a second[^#]*text: string/);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protocolPage } from './protocol-page.ts';

await writeFile(join(import.meta.dirname, '../docs/protocol.md'), protocolPage());

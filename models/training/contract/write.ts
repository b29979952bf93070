import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles } from './files.ts';

/** Writes what the trainer reads of the engine's contracts: `npm run contract`, after one of them has changed. */
for (const [file, text] of generatedFiles) {
  writeFileSync(file, text);
  console.log(path.relative(process.cwd(), file));
}

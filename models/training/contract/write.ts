import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles } from './files.ts';

/**
 * Writes the generated files of the trainer: `npm run contract`, after a change of the engine's contracts.
 */
for (const [file, text] of generatedFiles) {
  writeFileSync(file, text);
  console.log(path.relative(process.cwd(), file));
}

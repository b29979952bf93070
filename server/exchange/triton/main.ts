import { PackError } from '../../pack/pack-error.ts';
import { OptionError } from '../world-options.ts';
import { tritonCommand } from './triton-command.ts';

try {
  process.stdout.write(await tritonCommand(process.argv.slice(2)));
} catch (error) {
  // Other errors are bugs, so their stack is printed.
  const isExpected = error instanceof PackError || error instanceof OptionError;
  const text = error instanceof Error && !isExpected ? error.stack : undefined;
  process.stderr.write(`${text ?? (error instanceof Error ? error.message : error)}\n`);
  process.exitCode = 1;
}

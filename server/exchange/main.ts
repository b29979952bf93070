import { PackError } from '../pack/pack-error.ts';
import { DownloadError } from './room-download.ts';
import { worldCommand } from './world-command.ts';
import { OptionError } from './world-options.ts';

try {
  process.stdout.write(await worldCommand(process.argv.slice(2)));
} catch (error) {
  // Other errors are bugs, so their stack is printed.
  const isExpected = [PackError, OptionError, DownloadError].some((kind) => error instanceof kind);
  const text = error instanceof Error && !isExpected ? error.stack : undefined;
  process.stderr.write(`${text ?? (error instanceof Error ? error.message : error)}\n`);
  process.exitCode = 1;
}

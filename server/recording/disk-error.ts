const folderRemedy = 'whoever runs it can choose another with --recording-folder.';

/** Maps Node's error codes and FFmpeg's messages to texts for people. */
const told: readonly { says: RegExp; text: string }[] = [
  {
    says: /ENOSPC|EDQUOT|EFBIG|no space left|quota|file too large/i,
    text: 'The disk of the server is full.',
  },
  {
    says: /EACCES|EPERM|EROFS|permission denied|not permitted|read-only/i,
    text: `The server may not write to its folder of recordings; ${folderRemedy}`,
  },
  {
    says: /ENOENT|ENOTDIR|no such file|not a directory/i,
    text: `The folder of recordings of this server cannot be used; ${folderRemedy}`,
  },
  { says: /EIO|input\/output error/i, text: 'The disk of the server is failing.' },
];

/**
 * Why a recording ended, for the player who started it. Known disk errors become texts without paths, because
 * players must not see the server's paths.
 */
export function diskReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return told.find(({ says }) => says.test(`${code} ${message}`))?.text ?? message;
}

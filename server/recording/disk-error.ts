import type { RecordingEnd } from '../../shared/notices/recording-notices.ts';

/** A recording cannot start or continue. The notice has the reason for its owner. */
export class RecordingEndError extends Error {
  override readonly name = 'RecordingEndError';
  readonly reason: RecordingEnd;

  constructor(reason: RecordingEnd) {
    super(reason.code);
    this.reason = reason;
  }
}

/** Maps Node's error codes and FFmpeg's messages to reasons. */
const ends: readonly { says: RegExp; code: RecordingEnd['code'] }[] = [
  { says: /ENOSPC|EDQUOT|EFBIG|no space left|quota|file too large/i, code: 'disk-full' },
  {
    says: /EACCES|EPERM|EROFS|permission denied|not permitted|read-only/i,
    code: 'recording-folder-forbidden',
  },
  { says: /ENOENT|ENOTDIR|no such file|not a directory/i, code: 'recording-folder-unusable' },
  { says: /EIO|input\/output error/i, code: 'disk-failing' },
];

/**
 * Why a recording ended, for the player who started it. Only the log has the original error, because players
 * must not see the server's paths.
 */
export function diskReason(error: unknown): RecordingEnd {
  if (error instanceof RecordingEndError) return error.reason;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const end = ends.find(({ says }) => says.test(`${code} ${message}`));
  return { code: end?.code ?? 'recording-broken', values: {} };
}

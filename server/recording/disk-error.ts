import type { RecordingEnd } from '../../shared/notices/recording-notices.ts';

/** A recording cannot go on, for a reason that its owner is told. */
export class RecordingEndError extends Error {
  override readonly name = 'RecordingEndError';
  readonly reason: RecordingEnd;

  constructor(reason: RecordingEnd) {
    super(reason.code);
    this.reason = reason;
  }
}

/** What the disk says, by Node's codes and FFmpeg's words. */
const ends: readonly { says: RegExp; code: RecordingEnd['code'] }[] = [
  { says: /ENOSPC|EDQUOT|EFBIG|no space left|quota|file too large/i, code: 'disk-full' },
  {
    says: /EACCES|EPERM|EROFS|permission denied|not permitted|read-only/i,
    code: 'recording-folder-forbidden',
  },
  { says: /ENOENT|ENOTDIR|no such file|not a directory/i, code: 'recording-folder-unusable' },
  { says: /EIO|input\/output error/i, code: 'disk-failing' },
];

/** Why a recording ended, for whoever began it. The log has what the disk said, with paths, which are nobody's business. */
export function diskReason(error: unknown): RecordingEnd {
  if (error instanceof RecordingEndError) return error.reason;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const end = ends.find(({ says }) => says.test(`${code} ${message}`));
  return { code: end?.code ?? 'recording-broken', values: {} };
}

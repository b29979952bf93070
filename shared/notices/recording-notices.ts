import { z } from 'zod';
import { coded } from '../refusals/coded.ts';

/** Why nothing is recorded, or a recording is not ended. */
export const recordingNotices = [
  coded('own-view-only', {}),
  coded('watchers-record-nothing', {}),
  coded('no-such-view', {}),
  coded('no-picture-yet', {}),
  coded('no-such-recording', {}),
  coded('recording-of-others', {}),
  coded('recording-off', {}),
  coded('view-recorded-already', {}),
  coded('recordings-of-room', { maximum: z.int() }),
  coded('recordings-of-server', { maximum: z.int() }),
  coded('recordings-space', {}),
  coded('nothing-to-clip', {}),
  coded('clip-just-saved', {}),
] as const;

/** Why a recording ended, where nobody who may end it did. */
export const recordingEnds = [
  coded('longest-recording', {}),
  coded('largest-recording', {}),
  coded('recorded-player-left', {}),
  coded('recording-server-closing', {}),
  coded('recording-ended-by-operator', {}),
  coded('nothing-recorded', {}),
  coded('disk-slow', {}),
  coded('disk-full', {}),
  coded('disk-failing', {}),
  coded('recording-folder-forbidden', {}),
  coded('recording-folder-unusable', {}),
  /** Anything else; the server's log says what. */
  coded('recording-broken', {}),
] as const;
const recordingEndSchema = z.discriminatedUnion('code', recordingEnds);
export type RecordingEnd = z.infer<typeof recordingEndSchema>;

import { z } from 'zod';
import { coded } from '../refusals/coded.ts';

/** Why a request about media is refused, or media do not come. */
export const mediaNotices = [
  coded('views-at-once', { maximum: z.int() }),
  coded('requests-at-once', {}),
  coded('connection-closed', {}),
  /** No player, or no longer, has this view or hears there. */
  coded('view-gone', {}),
  coded('consumer-gone', {}),
  coded('no-transport', {}),
  coded('transport-closed', {}),
  coded('codec-missing', { codec: z.enum(['VP8', 'Opus']) }),
  /** The media server failed at this step; the server's log says why. */
  coded('media-failed', { step: z.enum(['open', 'connect', 'consume', 'resume']) }),
  coded('media-restarting', {}),
  coded('media-given-up', {}),
  coded('video-stalled', {}),
  coded('sound-given-up', {}),
] as const;

/** What those who watch are told of the free camera. */
export const cameraNotices = [
  coded('camera-to-watchers', {}),
  coded('camera-taken', {}),
  coded('camera-busy', {}),
  coded('camera-withdrawn', {}),
  coded('camera-idle', {}),
  coded('camera-to-host', {}),
  coded('camera-page-hidden', {}),
] as const;

import type { DepartureReason } from '../departure.ts';
import { type Blank, blankOf, type MediaState, type MissingMedia } from './media-machine.ts';
import type { LossCause, RoomLinkState } from './room-machine.ts';

/** State of a page in a room; `data-state` on the root of the play page and of the watch page. */
export type SessionState =
  /** The page joins the room for the first time, or because a person requested it. */
  | 'connecting'
  /** In the room; the picture is on its way. */
  | 'waiting'
  /** Frames of the wanted view are decoded and displayed. */
  | 'playing'
  /** In the room; the picture does not arrive. */
  | 'blocked'
  /** In the room; the browser cannot receive the picture. */
  | 'unsupported'
  /** The connection to the room broke, and the page reconnects by itself. */
  | 'reconnecting'
  /** Every seat is taken. */
  | 'full'
  /** The room or the server does not exist or cannot be reached. */
  | 'gone'
  /** The room refuses the page. */
  | 'denied'
  /** Another tab has taken over the page's seat. */
  | 'elsewhere';

/** The status of a page's session. */
export interface SessionReport {
  readonly state: SessionState;
  /** Set in the states full, gone and denied. */
  readonly reason?: DepartureReason;
  /** The server's reason, in the person's language. */
  readonly message?: string;
  /** True if the page retries by itself. */
  readonly retries: boolean;
  /** How the connection broke, while the page reconnects. */
  readonly loss?: LossCause;
  /** True if joining takes longer than usual. */
  readonly late: boolean;
  /** Why there is no picture. */
  readonly blank?: Blank;
  readonly missing?: MissingMedia;
}

/** Milliseconds after which a joining page says that it takes long. */
const joinPatience = 6_000;

/** The status at a time: the membership of the room first; within the room, the picture. */
export function reportOf(room: RoomLinkState, media: MediaState, at: number): SessionReport {
  const retries = room.trying || room.retryAt !== undefined;
  const { reason, message, loss } = room;
  switch (room.phase) {
    case 'joining':
      return { state: 'connecting', retries, late: at - room.since >= joinPatience };
    case 'elsewhere':
      return { state: 'elsewhere', retries: false, late: false };
    case 'lost':
      if (reason === 'server-gone' && loss !== 'offline') {
        return { state: 'gone', reason, message, retries, loss, late: false };
      }
      return { state: 'reconnecting', retries, loss, late: false };
    case 'out':
      return { state: stateOf(reason ?? 'lost'), reason: reason ?? 'lost', message, retries, late: false };
    case 'joined':
      return inRoom(media, at);
  }
}

function inRoom(media: MediaState, at: number): SessionReport {
  const rest = { retries: false, late: false };
  if (media.phase === 'unsupported') return { state: 'unsupported', missing: media.missing, ...rest };
  if (media.phase === 'flowing') return { state: 'playing', ...rest };
  const blank = blankOf(media, at);
  const blocked = blank?.cause === 'unreached' || blank?.cause === 'iceFailed' || blank?.cause === 'noFrames';
  return { state: blocked ? 'blocked' : 'waiting', blank, ...rest };
}

function stateOf(reason: DepartureReason): SessionState {
  switch (reason) {
    case 'full':
      return 'full';
    case 'denied':
    case 'invalid':
    case 'locked':
      return 'denied';
    case 'elsewhere':
      return 'elsewhere';
    default:
      return 'gone';
  }
}

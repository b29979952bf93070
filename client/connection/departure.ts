import { closeCodes } from '../../shared/messages.ts';

/** Why a page is not, or no longer, in its room. */
export type DepartureReason =
  /** Every seat is taken. */
  | 'full'
  /** The invite is invalid or has expired. */
  | 'denied'
  /** The server did not accept what the page said about itself, such as the name. */
  | 'invalid'
  /** The room was closed or never existed. */
  | 'room-gone'
  /** The server cannot be reached. */
  | 'server-gone'
  /** The page sent more than the server takes. */
  | 'too-frequent'
  /** The host lets nobody new play. */
  | 'locked'
  /** The host has put the page out. */
  | 'kicked'
  /** What lies between the page and the server, such as a proxy, keeps them apart. */
  | 'proxy'
  /** The connection was lost for longer than the room waits. */
  | 'lost';

/** The page could not join its room. */
export class JoinError extends Error {
  override readonly name = 'JoinError';
  readonly reason: DepartureReason;

  constructor(reason: DepartureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Colyseus's own codes, see ErrorCode and CloseCode of @colyseus/shared-types. */
const colyseusCodes = {
  invalidRoom: 522,
  authFailed: 525,
  shutdown: 4001,
} as const;

/**
 * The reason behind a code, of WebSocket or HTTP, with which the server refused or closed a
 * connection; undefined when it did not answer. `message` tells a
 * locked room (every seat is taken) from an unknown one, for which Colyseus has one code.
 */
export function departureOf(code: number | undefined, message: string): DepartureReason {
  switch (code) {
    case closeCodes.roomFull:
      return 'full';
    case closeCodes.badToken:
    case colyseusCodes.authFailed:
      return 'denied';
    case closeCodes.badOptions:
      return 'invalid';
    case closeCodes.roomGone:
      return 'room-gone';
    case closeCodes.tooFrequent:
      return 'too-frequent';
    case closeCodes.roomLocked:
      return 'locked';
    case closeCodes.kicked:
      return 'kicked';
    case colyseusCodes.invalidRoom:
      return message.includes('locked') ? 'full' : 'room-gone';
    case colyseusCodes.shutdown:
    case undefined:
      return 'server-gone';
    case 400:
      return 'invalid';
    case 404:
      return 'room-gone';
    default:
      // Any other HTTP status that says the server itself is unwell (a proxy's 502, a restart's 503).
      return code >= 500 && code < 520 ? 'server-gone' : 'lost';
  }
}

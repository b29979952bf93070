import { z } from 'zod';
import type { Role } from '../../shared/messages.ts';

/** A seat in a room, and the token with which a disconnected page reconnects to it. */
export interface Seat {
  /** Session id in the room. */
  sessionId: string;
  /** Works once, and only while the room still waits, or the seat's page is still connected. */
  token: string;
}

const seatSchema = z.object({ sessionId: z.string(), token: z.string() });
const sharedSchema = z.object({ token: z.string(), at: z.number() });

/** Milliseconds after which entries of a closed tab are removed; far longer than any room waits. */
const lifetime = 24 * 3600_000;

/**
 * Remembers this tab's seat, so that a page that is loaded again comes back into its body. Browsers copy a tab's
 * storage when they duplicate it: then both tabs have the same seat, and the newest token of it, which the
 * tabs share in local storage, takes it over from the other.
 */
export function keepSeat(roomId: string, role: Role, seat: Seat): void {
  withStorage(() => {
    sessionStorage.setItem(tabKey(roomId, role), JSON.stringify(seat));
    localStorage.setItem(
      sharedKey(roomId, seat.sessionId),
      JSON.stringify({ token: seat.token, at: Date.now() }),
    );
    removeOld();
  });
}

/** This tab's seat with its newest token, whichever tab of the browser got that. */
export function seatOf(roomId: string, role: Role): Seat | undefined {
  return withStorage(() => {
    const seat = parsed(seatSchema, sessionStorage.getItem(tabKey(roomId, role)));
    if (seat === undefined) return undefined;
    const shared = parsed(sharedSchema, localStorage.getItem(sharedKey(roomId, seat.sessionId)));
    return { ...seat, token: shared?.token ?? seat.token };
  });
}

/** The seat is gone, or was given up. */
export function forgetSeat(roomId: string, role: Role): void {
  withStorage(() => {
    const seat = parsed(seatSchema, sessionStorage.getItem(tabKey(roomId, role)));
    sessionStorage.removeItem(tabKey(roomId, role));
    if (seat) localStorage.removeItem(sharedKey(roomId, seat.sessionId));
  });
}

const sharedPrefix = 'worldroom.seat.';

function tabKey(roomId: string, role: Role): string {
  return `worldroom.reconnection.${role}.${roomId}`;
}

function sharedKey(roomId: string, sessionId: string): string {
  return `${sharedPrefix}${roomId}.${sessionId}`;
}

function removeOld(): void {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(sharedPrefix)) continue;
    const shared = parsed(sharedSchema, localStorage.getItem(key));
    if (shared === undefined || Date.now() - shared.at > lifetime) localStorage.removeItem(key);
  }
}

function parsed<T>(schema: z.ZodType<T>, text: string | null): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? 'null')).data;
  } catch {
    return undefined;
  }
}

/** Browsers may refuse storage altogether; the page works without. */
function withStorage<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import type { Role } from '../../shared/messages.ts';

/** The tab's pages by what they are in a room; `beside` is a second player at the same machine. */
export type SeatName = Role | 'beside';

/** A seat in a room, and the token with which a disconnected page reconnects to it. */
export interface Seat {
  /** Session id in the room. */
  sessionId: string;
  /** Valid once, and only while the room keeps the seat or its page is still connected. */
  token: string;
}

const seatSchema = z.object({ sessionId: z.string(), token: z.string() });
const sharedSchema = z.object({ token: z.string(), at: z.number() });

/** Milliseconds after which entries of a closed tab are removed; far longer than any room waits. */
const lifetime = 24 * 3600_000;

/**
 * Stores this tab's seat, so that a reloaded page returns to its body. Browsers copy a tab's session storage
 * when they duplicate the tab. Then both tabs have the same seat, and whichever takes the newest token from
 * the shared local storage takes the seat over.
 */
export function keepSeat(roomId: string, name: SeatName, seat: Seat): void {
  withStorage(() => {
    sessionStorage.setItem(tabKey(roomId, name), JSON.stringify(seat));
    localStorage.setItem(
      sharedKey(roomId, seat.sessionId),
      JSON.stringify({ token: seat.token, at: Date.now() }),
    );
    removeOld();
  });
}

/** This tab's seat, with its newest token from any tab of the browser. */
export function seatOf(roomId: string, name: SeatName): Seat | undefined {
  return withStorage(() => {
    const seat = parsed(seatSchema, sessionStorage.getItem(tabKey(roomId, name)));
    if (seat === undefined) return undefined;
    const shared = parsed(sharedSchema, localStorage.getItem(sharedKey(roomId, seat.sessionId)));
    return { ...seat, token: shared?.token ?? seat.token };
  });
}

/** Removes a seat that is lost or was given up. */
export function forgetSeat(roomId: string, name: SeatName): void {
  withStorage(() => {
    const seat = parsed(seatSchema, sessionStorage.getItem(tabKey(roomId, name)));
    sessionStorage.removeItem(tabKey(roomId, name));
    if (seat) localStorage.removeItem(sharedKey(roomId, seat.sessionId));
  });
}

const sharedPrefix = 'worldroom.seat.';

function tabKey(roomId: string, name: SeatName): string {
  return `worldroom.reconnection.${name}.${roomId}`;
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

/** Browsers may block storage; the page works without it. */
function withStorage<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

import { ColyseusSDK, type Room, ServerError } from '@colyseus/sdk';
import { z } from 'zod';
import type { JoinOptions } from '../../shared/messages.ts';
import { RoomState } from '../../shared/state.ts';
import { timeoutSignal } from '../browser/browser-features.ts';
import { reasonWords } from '../notice-text.ts';
import { siteStart } from '../site.ts';
import { departureOf, JoinError } from './departure.ts';
import { proxyFault } from './reachability.ts';
import { forgetSeat, type SeatName, seatOf } from './reconnection-tokens.ts';
import { refusalIn } from './server-api.ts';
import { probeServer } from './server-probe.ts';

/** Milliseconds for one answer of the server over HTTP, and for the WebSocket until the room has let the page in. */
const patience = { http: 5_000, socket: 6_000 } as const;

const reservationSchema = z.looseObject({
  name: z.string(),
  roomId: z.string(),
  sessionId: z.string(),
  processId: z.string(),
});

/** Close code of Colyseus that its transport carries out at once, without waiting for the other end. */
const atOnce = 4010;

/**
 * Joins a room, once: returns to this tab's seat while the room keeps it, otherwise takes a new one. It also
 * fails within seconds on a dead connection. If the page lost the room before (`again`), it probes the server
 * first.
 * @throws JoinError
 */
export async function enterRoom(
  roomId: string,
  options: JoinOptions,
  { seat: name = options.role ?? 'player', again }: { seat?: SeatName; again: boolean },
): Promise<Room<unknown, RoomState>> {
  if (again) await probeServer();
  const sdk = new Entrance(siteStart().href, {
    fetchFn: (url, init) => fetch(url, { ...init, signal: timeoutSignal(patience.http) }),
  });
  const path = (method: string) => `/matchmake/${method}/${encodeURIComponent(roomId)}`;
  const seat = seatOf(roomId, name);
  // The token is prefixed with the room's id.
  const reconnectionToken = seat?.token.split(':')[1];
  if (reconnectionToken) {
    try {
      const { data } = await sdk.http.post(path('reconnect'), { body: { reconnectionToken } });
      return await sdk.take({ ...reservationSchema.parse(data), reconnectionToken });
    } catch (error) {
      const failure = joinErrorOf(error);
      // The seat may still exist when the server is reachable again.
      if (failure.reason === 'server-gone') throw failure;
      forgetSeat(roomId, name);
      if (failure.reason === 'room-gone') throw failure;
    }
  }
  let session: string | undefined;
  try {
    // The SDK's joinById drops the server's own code, which distinguishes a full room from an invalid invite.
    const { data } = await sdk.http.post(path('joinById'), { body: options });
    const reservation = reservationSchema.parse(data);
    session = reservation.sessionId;
    return await sdk.take(reservation);
  } catch (error) {
    throw (await proxyFault(error, session)) ?? joinErrorOf(error);
  }
}

type Reservation = z.infer<typeof reservationSchema> & { reconnectionToken?: string };

/** The SDK returns its room only after the join; a room whose join never completes must be closed here. */
class Entrance extends ColyseusSDK {
  #opening: Pick<Room, 'connection'> | undefined;

  protected override createRoom<T>(name: string, rootSchema?: new () => T) {
    const room = super.createRoom<T>(name, rootSchema);
    // The page reconnects by its own rules (room-machine.ts).
    room.reconnection.enabled = false;
    this.#opening = room;
    return room;
  }

  /** Opens the WebSocket for a seat reservation. */
  async take(reservation: Reservation): Promise<Room<unknown, RoomState>> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      const failure = new JoinError('server-gone', 'no answer from the room', false);
      timer = setTimeout(() => reject(failure), patience.socket);
    });
    try {
      return await Promise.race([this.consumeSeatReservation(reservation, RoomState), late]);
    } catch (error) {
      this.#opening?.connection?.close(atOnce);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The reason of a failed attempt. An error without a code did not come from the server. */
export function joinErrorOf(error: unknown): JoinError {
  if (error instanceof JoinError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const timedOut = error instanceof Error && /timed? ?out|abort/i.test(`${error.name} ${message}`);
  if (timedOut || !(error instanceof ServerError)) return new JoinError('server-gone', message, !timedOut);
  const body = z.object({ code: z.number() }).safeParse(error.data);
  const code = body.data?.code ?? (Number.isInteger(error.code) ? error.code : undefined);
  return new JoinError(departureOf(code, message), refusalIn(error.data) ?? reasonWords(message));
}

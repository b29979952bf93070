import { z } from 'zod';
import { type ModeSummary, modeSummarySchema } from '../../shared/match.ts';
import {
  apiErrorSchema,
  type CreatedRoom,
  type CreateRoom,
  createdRoomSchema,
  type PublicPack,
  publicPackSchema,
  type RoomSummary,
  roomSummarySchema,
  type ServerInfo,
  serverInfoSchema,
  uncheckedWorlds,
  type WorldSummary,
  worldSummarySchema,
} from '../../shared/messages.ts';
import { type Preview, type PreviewRequest, previewSchema } from '../../shared/preview.ts';
import { type ServerAddresses, serverAddressesSchema } from '../../shared/reachability.ts';
import { refusalSchema, refusalSentence } from '../../shared/refusals/refusal.ts';
import { timeoutSignal } from '../browser/browser-features.ts';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';

/** A REST call that the server refused, or that did not reach the server. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  /** The invalid field of the request, if the server names one. */
  readonly field: string | undefined;

  constructor(status: number, message: string, field?: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** The worlds of the server. It adds some more later if the list is not complete. */
export async function listWorlds(): Promise<{ worlds: WorldSummary[]; complete: boolean }> {
  const { result, headers } = await answerOf('/api/worlds', z.array(worldSummarySchema));
  return {
    worlds: result.map((world) => ({ ...world, picture: world.picture && siteUrl(world.picture).href })),
    complete: Number(headers.get(uncheckedWorlds) ?? 0) === 0,
  };
}

export function listModes(): Promise<ModeSummary[]> {
  return call('/api/modes', z.array(modeSummarySchema));
}

export function readPack(): Promise<PublicPack> {
  return call('/api/pack', publicPackSchema);
}

export function listRooms(): Promise<RoomSummary[]> {
  return call('/api/rooms', z.array(roomSummarySchema)).then((rooms) =>
    rooms.map((room) => ({ ...room, thumbnail: room.thumbnail && siteUrl(room.thumbnail).href })),
  );
}

export function readRoom(id: string): Promise<RoomSummary> {
  return call(`/api/rooms/${encodeURIComponent(id)}`, roomSummarySchema);
}

export function readServer(): Promise<ServerInfo> {
  return call('/api/server', serverInfoSchema);
}

/** Sends a request whose answer does not matter, to find out whether the server is there. */
export function pingServer(signal: AbortSignal): Promise<{ status: number }> {
  return fetch(siteUrl('/api/server'), { signal, cache: 'no-store' });
}

export function readServerAddresses(): Promise<ServerAddresses> {
  return call('/api/addresses', serverAddressesSchema);
}

/** Milliseconds in which a server has ground around a start, and answers. */
const dreaming = 60_000;

export function createRoom(room: CreateRoom): Promise<CreatedRoom> {
  return call('/api/rooms', createdRoomSchema, posted(room), dreaming);
}

/** How a room would begin. */
export function previewRoom(room: PreviewRequest): Promise<Preview> {
  return call('/api/previews', previewSchema, posted(room), dreaming).then((preview) => ({
    ...preview,
    picture: siteUrl(preview.picture).href,
  }));
}

function posted(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/**
 * The sentence for a refusal: in the person's language if the page knows the code, in English for a code of a
 * newer server; undefined if the body is not an answer of this server.
 */
export function refusalIn(body: unknown): string | undefined {
  const refusal = refusalSchema.safeParse(body);
  if (refusal.success) return refusalSentence(texts.refusals, refusal.data);
  return apiErrorSchema.safeParse(body).data?.error;
}

/** One REST call, which may take so many milliseconds. The schema gets undefined for an answer without a body. @throws ApiError */
export async function call<T>(
  path: string,
  schema: z.ZodType<T>,
  init?: RequestInit,
  milliseconds?: number,
): Promise<T> {
  return (await answerOf(path, schema, init, milliseconds)).result;
}

/** The same with the answer's headers. */
async function answerOf<T>(
  path: string,
  schema: z.ZodType<T>,
  init?: RequestInit,
  milliseconds = 10_000,
): Promise<{ result: T; headers: Headers }> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(siteUrl(path), { ...init, signal: timeoutSignal(milliseconds) });
  } catch (error) {
    throw new ApiError(0, error instanceof Error ? error.message : String(error));
  }
  try {
    body = response.status === 204 ? undefined : await response.json();
  } catch {
    // Answers of the server are JSON, so this one is from a proxy.
    throw new ApiError(response.status, texts.status.proxy.answered(response.status), 'proxy');
  }
  if (!response.ok) {
    const refusal = apiErrorSchema.safeParse(body);
    throw new ApiError(response.status, refusalIn(body) ?? response.statusText, refusal.data?.field);
  }
  const result = schema.safeParse(body);
  if (!result.success) throw new ApiError(response.status, `${path}: ${z.prettifyError(result.error)}`);
  return { result: result.data, headers: response.headers };
}

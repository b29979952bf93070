import { z } from 'zod';
import { apiErrorSchema } from '../../shared/messages.ts';
import { InviteSigner } from '../rooms/members/invite.ts';
import { unpackArchive } from './archive.ts';

/** The world of a room could not be downloaded. The message has the reason and the remedy. */
export class DownloadError extends Error {
  override name = 'DownloadError';
}

/** Hours until a token that is signed here expires. */
const tokenHours = 0.1;
const idSchema = z.string().regex(/^[\w-]{1,64}$/);

export interface RoomSource {
  /** A room's id, or the whole export link. */
  room: string;
  server?: string | undefined;
  token?: string | undefined;
  /** The server's secret, with which a token is signed if none is given. */
  secret?: string | undefined;
}

/**
 * The URL of a room's world.
 *
 * @throws DownloadError if an argument is missing or invalid
 */
export async function exportLink({ room, server, token, secret }: RoomSource): Promise<URL> {
  if (/^https?:/.test(room)) {
    const link = new URL(room);
    // A link may have its token in the fragment, which browsers do not send. The server reads it from the
    // query.
    const carried = new URLSearchParams(link.hash.slice(1)).get('token');
    if (carried !== null) link.searchParams.set('token', carried);
    link.hash = '';
    return link;
  }
  if (!idSchema.safeParse(room).success) {
    throw new DownloadError(`"${room}" is no id of a room. GET /api/rooms on its server lists them.`);
  }
  if (server === undefined)
    throw new DownloadError('--server: is missing; name the server that has the room.');
  // The base path of a server is part of its address.
  const link = new URL(`api/rooms/${room}/world`, server.endsWith('/') ? server : `${server}/`);
  if (token === undefined && secret === undefined) {
    throw new DownloadError(
      "--token: is missing. Take it from the room's export link, or set WORLDROOM_SECRET to the server's secret.",
    );
  }
  const signed = token ?? (await new InviteSigner({ secret, hours: tokenHours }).signExport(room));
  link.searchParams.set('token', signed);
  return link;
}

/**
 * Downloads a room's world into `folder`.
 *
 * @returns Number of files.
 * @throws DownloadError
 */
export async function downloadWorld(link: URL, folder: string): Promise<number> {
  const response = await fetch(link, { redirect: 'error' }).catch((cause: unknown) => {
    const problem = `${link.origin} does not answer. Is the server running, and reachable from here?`;
    throw new DownloadError(problem, { cause });
  });
  if (!response.ok || response.body === null) {
    const answer = apiErrorSchema.safeParse(await response.json().catch(() => undefined));
    const why = answer.success ? answer.data.error : 'It is no server of this kind, or of another version.';
    throw new DownloadError(`${link.origin} answered ${response.status}. ${why}`);
  }
  try {
    return await unpackArchive(response.body, folder);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DownloadError(`The world of the room did not arrive whole: ${why}`, { cause });
  }
}

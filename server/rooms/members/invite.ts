import { randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { type Role, roleSchema } from '../../../shared/messages.ts';

/** What an invite allows: at most this role, in this room. */
export interface Invite {
  room: string;
  role: Role;
  /** Of the room's invites; a room that revokes them goes on to the next. */
  edition: number;
}

/** Why an invite was refused, for the person who holds it. */
export class InviteError extends Error {
  override name = 'InviteError';
}

const algorithm = 'HS256';
const audience = 'worldroom-invite';
/** Of tokens that let their holder take a room's world away. An invite is none, and they invite nobody. */
const exportAudience = 'worldroom-export';
/** Of tokens that let their holder download a recording. */
const recordingAudience = 'worldroom-recording';
const recordingSchema = z.object({ recording: z.string(), name: z.string() });
/** What people call what a token is. */
const nouns: Readonly<Record<string, string>> = {
  [audience]: 'invite',
  [exportAudience]: 'export link',
  [recordingAudience]: 'download link',
};
const roomSchema = z.object({ room: z.string() });
const claimsSchema = roomSchema.extend({ role: roleSchema, edition: z.int().min(0) });

/** Signs and checks invites, export and download links: JSON Web Tokens (RFC 7519) under this server's secret. */
export class InviteSigner {
  readonly #key: Uint8Array;
  readonly #hours: number;

  /** Without a secret, one is made up: its invites end with this process. */
  constructor(options: { secret: string | undefined; hours: number }) {
    this.#key = options.secret === undefined ? randomBytes(32) : new TextEncoder().encode(options.secret);
    this.#hours = options.hours;
  }

  sign({ room, role, edition }: Invite): Promise<string> {
    return this.#sign(audience, { room, role, edition });
  }

  /** The invite in a token. Throws an InviteError when it is forged, malformed, expired or of another room. */
  async verify(token: string, room: string): Promise<Invite> {
    const claims = claimsSchema.safeParse(await this.#verify(audience, token));
    if (!claims.success)
      throw new InviteError('This invite says nothing that this server knows. Ask for a new link.');
    if (claims.data.room !== room)
      throw new InviteError('This invite is for another room. Use its own link.');
    return claims.data;
  }

  /** A token with which a room's host may export its world, for as many hours as an invite. */
  signExport(room: string): Promise<string> {
    return this.#sign(exportAudience, { room });
  }

  /** Throws an InviteError when the token does not let its holder export this room's world. */
  async verifyExport(token: string, room: string): Promise<void> {
    const claims = roomSchema.safeParse(await this.#verify(exportAudience, token));
    if (!claims.success || claims.data.room !== room)
      throw new InviteError('This export link is for another room. Use its own link.');
  }

  /** A token with which a recording may be downloaded as a file of this name, for so many hours. */
  signRecording(recording: string, name: string, hours: number): Promise<string> {
    return this.#sign(recordingAudience, { recording, name }, hours);
  }

  /** The file name of a recording. Throws an InviteError when the token does not let its holder download it. */
  async verifyRecording(token: string, recording: string): Promise<string> {
    const claims = recordingSchema.safeParse(await this.#verify(recordingAudience, token));
    if (!claims.success || claims.data.recording !== recording)
      throw new InviteError('This download link is for another recording. Use its own link.');
    return claims.data.name;
  }

  #sign(audience: string, claims: Record<string, string | number>, hours = this.#hours): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm })
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + Math.round(hours * 3600))
      .sign(this.#key);
  }

  async #verify(audience: string, token: string): Promise<unknown> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [algorithm],
        audience,
        requiredClaims: ['exp'],
      });
      return payload;
    } catch (error) {
      const what = nouns[audience] ?? 'link';
      throw new InviteError(
        error instanceof errors.JWTExpired
          ? `This ${what} has expired. Ask for a new link.`
          : `This ${what} was not made by this server, or its link is incomplete. Ask for a new link.`,
      );
    }
  }
}

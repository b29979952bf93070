import { randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { type InviteRole, inviteRoleSchema } from '../../../shared/messages.ts';
import type { LinkKind, LinkRefusal } from '../../../shared/refusals/link-refusals.ts';

/** What an invite allows: at most this role, in this room. */
export interface Invite {
  room: string;
  role: InviteRole;
  /** Of the room's invites; a room that revokes them goes on to the next. */
  edition: number;
}

/** Why a signed link opens nothing. */
export class InviteError extends Error {
  override name = 'InviteError';
  readonly refusal: LinkRefusal;

  constructor(refusal: LinkRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

const algorithm = 'HS256';
/**
 * The audience of each kind of token. With an export link its holder takes a room's world away, and with a download
 * link a recording; neither invites anybody.
 */
const audiences: Readonly<Record<LinkKind, string>> = {
  invite: 'worldroom-invite',
  export: 'worldroom-export',
  download: 'worldroom-recording',
};
const recordingSchema = z.object({ recording: z.string(), name: z.string() });
const roomSchema = z.object({ room: z.string() });
const claimsSchema = roomSchema.extend({ role: inviteRoleSchema, edition: z.int().min(0) });

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
    return this.#sign('invite', { room, role, edition });
  }

  /** The invite in a token. Throws an InviteError when it is forged, malformed, expired or of another room. */
  async verify(token: string, room: string): Promise<Invite> {
    const claims = claimsSchema.safeParse(await this.#verify('invite', token));
    if (!claims.success) throw new InviteError({ code: 'invite-unreadable', values: {} });
    if (claims.data.room !== room)
      throw new InviteError({ code: 'link-of-another', values: { link: 'invite' } });
    return claims.data;
  }

  /** A token with which a room's host may export its world, for as many hours as an invite. */
  signExport(room: string): Promise<string> {
    return this.#sign('export', { room });
  }

  /** Throws an InviteError when the token does not let its holder export this room's world. */
  async verifyExport(token: string, room: string): Promise<void> {
    const claims = roomSchema.safeParse(await this.#verify('export', token));
    if (!claims.success || claims.data.room !== room)
      throw new InviteError({ code: 'link-of-another', values: { link: 'export' } });
  }

  /** A token with which a recording may be downloaded as a file of this name, for so many hours. */
  signRecording(recording: string, name: string, hours: number): Promise<string> {
    return this.#sign('download', { recording, name }, hours);
  }

  /** The file name of a recording. Throws an InviteError when the token does not let its holder download it. */
  async verifyRecording(token: string, recording: string): Promise<string> {
    const claims = recordingSchema.safeParse(await this.#verify('download', token));
    if (!claims.success || claims.data.recording !== recording)
      throw new InviteError({ code: 'link-of-another', values: { link: 'download' } });
    return claims.data.name;
  }

  #sign(link: LinkKind, claims: Record<string, string | number>, hours = this.#hours): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm })
      .setAudience(audiences[link])
      .setIssuedAt(now)
      .setExpirationTime(now + Math.round(hours * 3600))
      .sign(this.#key);
  }

  async #verify(link: LinkKind, token: string): Promise<unknown> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [algorithm],
        audience: audiences[link],
        requiredClaims: ['exp'],
      });
      return payload;
    } catch (error) {
      const expired = error instanceof errors.JWTExpired;
      throw new InviteError({ code: expired ? 'link-expired' : 'link-unknown', values: { link } });
    }
  }
}

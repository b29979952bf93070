import { randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

export type Role = 'player' | 'spectator';

/** What an invite allows: at most this role, in this room. */
export interface Invite {
  room: string;
  role: Role;
}

/** Why an invite was refused, for the person who holds it. */
export class InviteError extends Error {
  override name = 'InviteError';
}

const algorithm = 'HS256';
const audience = 'worldroom-invite';
const claimsSchema = z.object({ room: z.string(), role: z.enum(['player', 'spectator']) });

/** Signs and checks invites: JSON Web Tokens (RFC 7519) under this server's secret. */
export class InviteSigner {
  readonly #key: Uint8Array;
  readonly #hours: number;

  /** Without a secret, one is made up: its invites end with this process. */
  constructor(options: { secret: string | undefined; hours: number }) {
    this.#key = options.secret === undefined ? randomBytes(32) : new TextEncoder().encode(options.secret);
    this.#hours = options.hours;
  }

  async sign(invite: Invite): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ room: invite.room, role: invite.role })
      .setProtectedHeader({ alg: algorithm })
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + Math.round(this.#hours * 3600))
      .sign(this.#key);
  }

  /** The invite in a token. Throws an InviteError when it is forged, malformed, expired or of another room. */
  async verify(token: string, room: string): Promise<Invite> {
    let payload: unknown;
    try {
      ({ payload } = await jwtVerify(token, this.#key, {
        algorithms: [algorithm],
        audience,
        requiredClaims: ['exp'],
      }));
    } catch (error) {
      throw new InviteError(
        error instanceof errors.JWTExpired
          ? 'This invite has expired. Ask for a new link.'
          : 'This invite was not made by this server, or its link is incomplete. Ask for a new link.',
      );
    }
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success)
      throw new InviteError('This invite says nothing that this server knows. Ask for a new link.');
    if (claims.data.room !== room)
      throw new InviteError('This invite is for another room. Use its own link.');
    return claims.data;
  }
}

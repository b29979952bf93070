import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { AdminSession } from '../../shared/admin.ts';
import type { AdminRefusal } from '../../shared/refusals/admin-refusals.ts';
import { type Clock, RateLimit } from '../rate-limit.ts';

/** A refused admin login or session. */
export class AdminError extends Error {
  override name = 'AdminError';
  readonly status: 401 | 403 | 429;
  readonly refusal: AdminRefusal;

  constructor(status: AdminError['status'], code: AdminRefusal['code']) {
    super(code);
    this.status = status;
    this.refusal = { code, values: {} };
  }
}

const algorithm = 'HS256';
const audience = 'worldroom-admin';
/** For how long a session lasts. */
const sessionMinutes = 30;
/** Token buckets for login attempts: of one address, and of all addresses together. */
const paceOfAddress = { perSecond: 0.1, burst: 5 };
const paceOfAll = { perSecond: 1, burst: 30 };
/** Most addresses that are remembered. */
const mostAddresses = 1_000;

/**
 * Exchanges the server's admin token for a session of half an hour. Sessions are signed with a key of this
 * process and end with it, or with one that all processes of a server have. A header carries the session, not a cookie: no other site's page can send that
 * header, which rules out cross-site request forgery.
 */
export class AdminAccess {
  readonly #token: Buffer;
  readonly #key: Uint8Array;
  readonly #clock: Clock | undefined;
  readonly #all: RateLimit;
  /** By address, longest unused first. */
  readonly #addresses = new Map<string, RateLimit>();

  constructor(options: { token: string; key?: Uint8Array; clock?: Clock }) {
    this.#token = digest(options.token);
    this.#key = options.key ?? randomBytes(32);
    this.#clock = options.clock;
    this.#all = new RateLimit({ ...paceOfAll, clock: options.clock });
  }

  /** Returns a session for the correct token. Throws an AdminError if it is wrong, or after too many attempts. */
  async open(token: string, address: string): Promise<AdminSession> {
    if (!this.#paceOf(address).take() || !this.#all.take()) {
      throw new AdminError(429, 'admin-attempts');
    }
    // Digests have equal length, so that the comparison time reveals nothing about the token.
    if (!timingSafeEqual(digest(token), this.#token)) {
      throw new AdminError(403, 'admin-token-wrong');
    }
    const now = Math.floor(Date.now() / 1000);
    const expires = now + sessionMinutes * 60;
    const session = await new SignJWT({})
      .setProtectedHeader({ alg: algorithm })
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(expires)
      .sign(this.#key);
    return { session, expires: expires * 1000 };
  }

  /** Checks the Authorization header of a request. Throws an AdminError if it has no valid session. */
  async check(authorization: string | undefined): Promise<void> {
    const [, session] = /^Bearer (\S{1,1024})$/.exec(authorization ?? '') ?? [];
    try {
      if (session === undefined) throw new Error('no session');
      const options = { algorithms: [algorithm], audience, requiredClaims: ['exp'] };
      await jwtVerify(session, this.#key, options);
    } catch {
      throw new AdminError(401, 'admin-session-ended');
    }
  }

  #paceOf(address: string): RateLimit {
    const pace = this.#addresses.get(address) ?? new RateLimit({ ...paceOfAddress, clock: this.#clock });
    this.#addresses.delete(address);
    this.#addresses.set(address, pace);
    if (this.#addresses.size > mostAddresses) {
      const [oldest] = this.#addresses.keys();
      this.#addresses.delete(oldest);
    }
    return pace;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { AdminSession } from '../../shared/admin.ts';
import { type Clock, RateLimit } from '../rate-limit.ts';

/** Why somebody may not in; the message is for that person. */
export class AdminError extends Error {
  override name = 'AdminError';
  readonly status: 401 | 403 | 429;

  constructor(status: AdminError['status'], message: string) {
    super(message);
    this.status = status;
  }
}

const algorithm = 'HS256';
const audience = 'worldroom-admin';
/** For how long a session lasts. */
const sessionMinutes = 30;
/** Attempts at once and in the long run: of one address, and of all. */
const paceOfAddress = { perSecond: 0.1, burst: 5 };
const paceOfAll = { perSecond: 1, burst: 30 };
/** Addresses that are kept in mind. */
const mostAddresses = 1_000;

/**
 * Lets whoever has the server's admin token in, for half an hour at a time. Sessions are signed with a
 * key of this process and end with it. They travel in a header that no other site's page can send, so
 * that there is no cookie to abuse.
 */
export class AdminAccess {
  readonly #token: Buffer;
  readonly #key = randomBytes(32);
  readonly #clock: Clock | undefined;
  readonly #all: RateLimit;
  /** By address, longest unused first. */
  readonly #addresses = new Map<string, RateLimit>();

  constructor(options: { token: string; clock?: Clock }) {
    this.#token = digest(options.token);
    this.#clock = options.clock;
    this.#all = new RateLimit({ ...paceOfAll, clock: options.clock });
  }

  /** A session for who knows the token. Throws an AdminError when it is wrong, or tried too often. */
  async open(token: string, address: string): Promise<AdminSession> {
    if (!this.#paceOf(address).take() || !this.#all.take()) {
      throw new AdminError(429, 'There were too many attempts. Try again in a minute.');
    }
    // Digests have one length, so that the time says nothing about the token.
    if (!timingSafeEqual(digest(token), this.#token)) {
      throw new AdminError(403, 'token: is not the one that this server was started with.');
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

  /** Checks the Authorization header of a request. Throws an AdminError when it has no good session. */
  async check(authorization: string | undefined): Promise<void> {
    const [, session] = /^Bearer (\S{1,1024})$/.exec(authorization ?? '') ?? [];
    try {
      if (session === undefined) throw new Error('no session');
      const options = { algorithms: [algorithm], audience, requiredClaims: ['exp'] };
      await jwtVerify(session, this.#key, options);
    } catch {
      throw new AdminError(401, 'There is no session, or it has ended. Open one with the admin token.');
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

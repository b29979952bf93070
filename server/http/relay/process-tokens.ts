import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/** A request that one process passes on to another. */
export interface RelayedRequest {
  method: string;
  /** Path and query, below the base path. */
  url: string;
  /** Where the person is who asks, as far as the first process can tell. */
  address: string;
}

const algorithm = 'HS256';
const audience = 'worldroom-process';
/** Seconds for which a token is valid, and by which clocks of machines may differ. */
const lifetime = 15;
const clockTolerance = 30;
const claimsSchema = z.object({ method: z.string(), url: z.string(), address: z.string() });

/** Signs requests between processes: JSON Web Tokens (RFC 7519), each for one request and for seconds. */
export class ProcessTokens {
  readonly #key: Uint8Array<ArrayBuffer>;

  constructor(key: Uint8Array<ArrayBuffer>) {
    this.#key = key;
  }

  sign({ method, url, address }: RelayedRequest): Promise<string> {
    return new SignJWT({ method, url, address })
      .setProtectedHeader({ alg: algorithm })
      .setAudience(audience)
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifetime)
      .sign(this.#key);
  }

  /** Where the person is, if another process has signed this very request. */
  async verify(token: string, { method, url }: Omit<RelayedRequest, 'address'>): Promise<string | undefined> {
    try {
      const options = { algorithms: [algorithm], audience, requiredClaims: ['exp'], clockTolerance };
      const claims = claimsSchema.parse((await jwtVerify(token, this.#key, options)).payload);
      return claims.method === method && claims.url === url ? claims.address : undefined;
    } catch {
      return undefined;
    }
  }
}

import { createHmac, randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

const algorithm = 'HS256';
/** An edge asks an origin to be taken; the origin shows that it has the secret, too. */
const audiences = { edge: 'worldroom-edge', origin: 'worldroom-edge-origin' } as const;
/** Seconds for which a ticket is valid, and by which clocks of machines may differ. */
const lifetime = 15;
const clockTolerance = 30;
/** Most tickets that are remembered as used; more than come in the time in which one is valid. */
const mostUsed = 10_000;
const claimsSchema = z.object({ jti: z.string().min(1).max(64) });

/** A signed ticket, and the number by which the answer to it is known. */
export interface EdgeTicket {
  text: string;
  number: string;
}

/**
 * Signs and checks the tickets with which an edge and an origin know each other: JSON Web Tokens (RFC 7519) with a key
 * made of the secret that both have. A ticket is valid for seconds and once, so that one that was overheard is worth
 * nothing. Whoever has the secret can make one.
 */
export class EdgeTickets {
  readonly #key: Uint8Array;
  /** Numbers of tickets that were taken, oldest first. */
  readonly #used = new Set<string>();

  constructor(secret: string) {
    this.#key = createHmac('sha256', secret).update('edges').digest();
  }

  /** A ticket of an edge. */
  async ask(): Promise<EdgeTicket> {
    const number = randomUUID();
    return { text: await this.#sign(audiences.edge, number), number };
  }

  /** The number of an edge's ticket, if it is valid and was not taken before. */
  async take(text: string): Promise<string | undefined> {
    const number = await this.#numberOf(text, audiences.edge);
    if (number === undefined || this.#used.has(number)) return undefined;
    this.#used.add(number);
    const [oldest] = this.#used;
    if (this.#used.size > mostUsed) this.#used.delete(oldest);
    return number;
  }

  /** The origin's answer to a ticket. */
  answer(number: string): Promise<string> {
    return this.#sign(audiences.origin, number);
  }

  /** Whether an answer is for the ticket with this number. */
  async isAnswer(text: string, number: string): Promise<boolean> {
    return (await this.#numberOf(text, audiences.origin)) === number;
  }

  #sign(audience: string, number: string): Promise<string> {
    return new SignJWT({})
      .setProtectedHeader({ alg: algorithm })
      .setAudience(audience)
      .setJti(number)
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifetime)
      .sign(this.#key);
  }

  async #numberOf(text: string, audience: string): Promise<string | undefined> {
    try {
      const options = { algorithms: [algorithm], audience, requiredClaims: ['exp', 'jti'], clockTolerance };
      return claimsSchema.parse((await jwtVerify(text, this.#key, options)).payload).jti;
    } catch {
      return undefined;
    }
  }
}

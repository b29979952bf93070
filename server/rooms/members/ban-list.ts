/** Whom a host has kicked, as a room remembers them. */
interface Kicked {
  readonly name: string;
  readonly visitor: string | undefined;
}

/** Most that a room remembers; the oldest are forgotten. */
const mostKicked = 64;

/**
 * Who may not come back into a room until its host lets them. They are known by the id that a page keeps in its
 * browser: another browser, cleared storage, or a client that shows no id is not known again.
 */
export class BanList {
  readonly #kicked = new Map<string, Kicked>();

  /** `id` is the session id that somebody had. Whoever showed no visitor's id cannot be kept out, and is not listed. */
  add(id: string, kicked: Kicked): void {
    if (kicked.visitor === undefined) return;
    this.#kicked.set(id, kicked);
    const [oldest] = this.#kicked.keys();
    if (this.#kicked.size > mostKicked) this.#kicked.delete(oldest);
  }

  /** Whoever had this session id may come back, under every session id; false when nobody had. */
  letIn(id: string): boolean {
    const visitor = this.#kicked.get(id)?.visitor;
    if (visitor === undefined) return false;
    for (const [other, kicked] of this.#kicked) if (kicked.visitor === visitor) this.#kicked.delete(other);
    return true;
  }

  has(visitor: string | undefined): boolean {
    if (visitor === undefined) return false;
    return [...this.#kicked.values()].some((kicked) => kicked.visitor === visitor);
  }

  /** Everybody who is kept out, by session id, oldest first. */
  *entries(): Iterable<{ id: string; name: string; visitor: string | undefined }> {
    for (const [id, { name, visitor }] of this.#kicked) yield { id, name, visitor };
  }

  /** Session ids and names, oldest first. */
  *names(): Iterable<[string, string]> {
    for (const [id, { name }] of this.#kicked) yield [id, name];
  }
}

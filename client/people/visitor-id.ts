import { identifier } from '../../shared/identifier.ts';

const key = 'worldroom.visitor';

/**
 * A random id of this browser, by which a room recognises kicked people. It contains nothing else about a
 * person. Undefined if the browser blocks storage; a new id after the storage was cleared.
 */
export function visitorId(): string | undefined {
  try {
    const stored = identifier.safeParse(localStorage.getItem(key));
    if (stored.success) return stored.data;
    // Browsers withhold randomUUID from pages over plain HTTP.
    const made = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
    localStorage.setItem(key, made);
    return made;
  } catch {
    return undefined;
  }
}

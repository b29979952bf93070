/**
 * Invites that pages were opened with. A token is a key: it leaves the address bar as soon as the page
 * runs, so that it is not in pictures of the screen, in the history, or in what people copy from there.
 * It is kept for this tab, by the page's path, so that loading the page anew finds it again.
 */
const prefix = 'worldroom.invite.';
/** Where storage is blocked, tokens last as long as the page. */
const held = new Map<string, string>();

/** An address of this site as it may be shown, and the token that it carried. */
export interface SplitAddress {
  /** Path, query and fragment, without the token. */
  address: string;
  token: string | undefined;
}

/** Takes the token out of an address: of its fragment, where links have it, or of its query, as older ones did. */
export function splitAddress(address: string): SplitAddress {
  const url = new URL(address, 'http://localhost');
  const query = new URLSearchParams(url.search);
  const fragment = new URLSearchParams(url.hash.slice(1));
  const token = fragment.get('token') ?? query.get('token') ?? undefined;
  if (token === undefined) return { address, token };
  query.delete('token');
  fragment.delete('token');
  url.search = query.toString();
  url.hash = fragment.toString();
  return { address: url.pathname + url.search + url.hash, token };
}

/** Keeps the token of an address for its page, and gives the address without it. */
export function takeToken(address: string): string {
  const split = splitAddress(address);
  const path = pathOf(split.address);
  if (split.token !== undefined && split.token !== '') {
    held.set(path, split.token);
    try {
      sessionStorage.setItem(prefix + path, split.token);
    } catch {
      // The map has it.
    }
  }
  return split.address;
}

/** Clears the address bar of a token, before anything else of the page runs. */
export function cleanAddressBar(): void {
  const { pathname, search, hash } = location;
  const shown = takeToken(pathname + search + hash);
  if (shown !== pathname + search + hash) history.replaceState(history.state, '', shown);
}

/** The token that this tab holds for a page. */
export function heldToken(address: string): string | undefined {
  const path = pathOf(address);
  const token = held.get(path);
  if (token !== undefined) return token;
  try {
    return sessionStorage.getItem(prefix + path) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Forgets a token that the server refused: without it, a room that is open to all lets the page in. */
export function forgetToken(address: string): void {
  const path = pathOf(address);
  held.delete(path);
  try {
    sessionStorage.removeItem(prefix + path);
  } catch {
    // It was never there.
  }
}

/** A link as it is handed to people: the token in the fragment, which browsers send to no server. */
export function shareable(address: string): string {
  const { address: shown, token } = splitAddress(address);
  if (token === undefined) return address;
  const url = new URL(shown, 'http://localhost');
  const fragment = new URLSearchParams(url.hash.slice(1));
  fragment.set('token', token);
  return `${url.pathname}${url.search}#${fragment}`;
}

function pathOf(address: string): string {
  return new URL(address, 'http://localhost').pathname.replace(/\/+$/, '');
}

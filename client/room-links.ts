import type { Role } from '../shared/messages.ts';
import type { ServerAddresses } from '../shared/reachability.ts';
import { readServerAddresses } from './connection/server-api.ts';
import { inviteFor } from './invites.ts';
import type { Reach } from './link-reach.ts';
import { siteStart, siteUrl } from './site.ts';

/** An address to send to people. */
export interface SharedLink {
  url: string;
  reach: Reach;
}

/** Paths of a room's pages within this site; they hold no invite, which the tab keeps. */
export function roomPaths(room: string): { play: string; watch: string } {
  return { play: siteUrl(`/play/${room}`).href, watch: siteUrl(`/watch/${room}`).href };
}

let addresses: ServerAddresses | undefined;

/** Asks where the server can be reached; without an answer, the address of the page has to do. */
export async function learnAddresses(): Promise<void> {
  try {
    addresses ??= await readServerAddresses();
  } catch {
    // Asked again with the next room.
  }
}

/**
 * An address that leaves the page: every one that is shown, copied or drawn as a QR code. It begins where others
 * reach this server: its public URL, else where this page was opened unless that is this computer, else its
 * address in the network. The invite is in the fragment, which no server or proxy on the way is sent.
 */
export function sharedLink(path: string, token: string | undefined): SharedLink {
  return sharedFrom(siteStart(), siteUrl(path), token, addresses);
}

export function sharedFrom(
  start: URL,
  target: URL,
  token: string | undefined,
  known: ServerAddresses | undefined,
): SharedLink {
  const loopback = isLoopback(start.hostname);
  const network = known?.network.at(0);
  const origin = known?.public ?? (loopback ? network : undefined) ?? start.href;
  const url = new URL(target.href.slice(start.href.length), origin);
  if (token !== undefined) url.hash = new URLSearchParams({ token }).toString();
  if (known?.public !== undefined)
    return { url: url.href, reach: isLoopback(url.hostname) ? 'computer' : 'anybody' };
  if (!loopback) return { url: url.href, reach: 'anybody' };
  return { url: url.href, reach: network === undefined ? 'computer' : 'network' };
}

/** A page's link to play, to watch, or, for a host, to take its role; undefined where the tab may hand out none. */
export function inviteLink(room: string, role: Role): SharedLink | undefined {
  const token = inviteFor(role, room);
  if (role === 'host') return token === undefined ? undefined : sharedLink(`/host/${room}`, token);
  return sharedLink(role === 'player' ? `/play/${room}` : `/watch/${room}`, token);
}

function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d+){3}$/.test(name)
  );
}

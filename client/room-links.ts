import type { Role } from '../shared/messages.ts';
import type { ServerAddresses } from '../shared/reachability.ts';
import { readServerAddresses } from './connection/server-api.ts';
import { inviteFor } from './invites.ts';
import type { Reach } from './link-reach.ts';
import { siteStart, siteUrl } from './site.ts';

/** An address to share. */
export interface SharedLink {
  url: string;
  reach: Reach;
}

/** Paths of a room's pages within this site, without the invite, which the tab stores. */
export function roomPaths(room: string): { play: string; watch: string } {
  return { play: siteUrl(`/play/${room}`).href, watch: siteUrl(`/watch/${room}`).href };
}

let addresses: ServerAddresses | undefined;

/** Requests the addresses of the server; without an answer, the address of the page is used. */
export async function learnAddresses(): Promise<void> {
  try {
    addresses ??= await readServerAddresses();
  } catch {
    // Requested again with the next room.
  }
}

/**
 * An address for use outside the page: shown, copied or as a QR code. It begins with the server's public URL,
 * otherwise with the page's own address unless that is loopback, otherwise with the server's address in the
 * network. The invite is in the fragment, which browsers send to no server or proxy.
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

/**
 * A page's link to play, to watch or, for a host, to take the host role; undefined if the tab may not share
 * one.
 */
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

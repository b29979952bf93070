import type { InviteLinks, Role } from '../shared/messages.ts';

/** The roles of the pages that an invite opens, by the first segment of their path. */
const roles: Readonly<Record<string, Role>> = { host: 'host', play: 'player', watch: 'spectator' };
const page = /(?:^|\/)(host|play|watch)\/([\w-]+)\/?$/;

/** If storage is blocked, tokens last as long as the page. */
const kept = new Map<string, string>();

/**
 * Moves the invite from the address, which is visible on screen, into this tab's session storage, where a
 * page that is reloaded, revisited or duplicated finds it. Links have it in the fragment (`#token=`), which
 * browsers do not send; the query (`?token=`) is read as well. Other parameters of the fragment
 * (`&mode=wall`) move to the query.
 */
export function takeInviteFromAddress(): void {
  const cleaned = withoutInvite(new URL(location.href));
  if (cleaned === undefined) return;
  history.replaceState(history.state, '', cleaned.address);
  if (cleaned.token !== undefined) keepInvite(cleaned.role, cleaned.room, cleaned.token);
}

/** An address of this site without its invite, and that invite; undefined if there is none. */
export function withoutInvite(
  address: URL,
): { address: URL; role: Role; room: string; token: string | undefined } | undefined {
  const fragment = new URLSearchParams(address.hash.slice(1));
  const token = fragment.get('token') ?? address.searchParams.get('token');
  if (token === null) return undefined;
  const clean = new URL(address);
  clean.searchParams.delete('token');
  fragment.delete('token');
  for (const [name, value] of fragment) clean.searchParams.set(name, value);
  clean.hash = '';
  const [, folder = '', room = ''] = page.exec(clean.pathname) ?? [];
  return { address: clean, role: roles[folder] ?? 'player', room, token: room === '' ? undefined : token };
}

/** This tab's invite for a room as host, player or spectator. */
export function inviteFor(role: Role, room: string): string | undefined {
  const key = keyOf(role, room);
  try {
    return sessionStorage.getItem(key) ?? kept.get(key);
  } catch {
    return kept.get(key);
  }
}

export function keepInvite(role: Role, room: string, token: string): void {
  const key = keyOf(role, room);
  kept.set(key, token);
  try {
    sessionStorage.setItem(key, token);
  } catch {
    // Storage is blocked.
  }
}

/** Forgets an invite that the server refused. A public room is joined without one from now on. */
export function forgetInvite(role: Role, room: string): void {
  const key = keyOf(role, room);
  kept.delete(key);
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Storage is blocked.
  }
}

/** Stores all invites of a room, which the server sends to its creator and to its host. */
export function keepInvites(room: string, { hostLink, playLink, watchLink }: InviteLinks): void {
  for (const [role, link] of [
    ['host', hostLink],
    ['player', playLink],
    ['spectator', watchLink],
  ] as const) {
    const token = withoutInvite(new URL(link, 'http://localhost'))?.token;
    if (token !== undefined) keepInvite(role, room, token);
  }
}

function keyOf(role: Role, room: string): string {
  return `worldroom.invite.${role}.${room}`;
}

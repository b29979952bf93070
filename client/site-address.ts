import { type SiteAddresses, siteAddressesSchema } from '../shared/messages.ts';

/** What the server said of itself; nothing until it has answered. */
let known: SiteAddresses = { addresses: [] };

/** Asks the server once under which addresses others reach it. Links are the page's own until it answers. */
export async function learnSiteAddresses(): Promise<void> {
  try {
    const answer = await fetch('/api/addresses');
    if (answer.ok) known = siteAddressesSchema.parse(await answer.json());
  } catch {
    // The page's own address does.
  }
}

/**
 * Where others find a path of this site: under the public address of the server, or where this page was
 * opened, or, if that is an address of this computer alone, where the server is on the network.
 */
export function siteAddress(path: string, here: string = location.origin): string {
  return new URL(path, originFor(known, here)).href;
}

/** Whether a link to this site works on this computer alone. */
export function isLocalOnly(here: string = location.origin): boolean {
  return isLoopback(new URL(originFor(known, here)).hostname);
}

/** @param here Origin that the page was opened at */
export function originFor({ publicUrl, addresses }: SiteAddresses, here: string): string {
  if (publicUrl !== undefined) return publicUrl;
  if (!isLoopback(new URL(here).hostname)) return here;
  return addresses.at(0) ?? here;
}

function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/i.test(host);
}

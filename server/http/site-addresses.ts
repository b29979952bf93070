import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Router } from 'express';
import type { SiteAddresses } from '../../shared/messages.ts';

type Interfaces = ReturnType<typeof networkInterfaces>;

export interface SiteAddressOptions {
  /** The option of that name, where it was given. */
  publicUrl: string | undefined;
  /** What the server was told to listen on. */
  host: string;
  /** The port that it listens at; undefined before it does. */
  port: number | undefined;
  protocol: 'http' | 'https';
}

/**
 * Origins under which the server is reached from other machines: none where it listens on loopback
 * alone. IPv4 comes first, since people read addresses to each other.
 */
export function siteAddresses(
  { publicUrl, host, port, protocol }: SiteAddressOptions,
  interfaces: Interfaces = networkInterfaces(),
): SiteAddresses {
  const listened = port === undefined ? [] : listenedAt(host, interfaces);
  const addresses = listened
    .sort((a, b) => Number(isIPv6(a)) - Number(isIPv6(b)))
    .map((address) => new URL(`${protocol}://${isIPv6(address) ? `[${address}]` : address}:${port}`).origin);
  return { publicUrl, addresses };
}

function listenedAt(host: string, interfaces: Interfaces): string[] {
  const own = Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    // Link-local addresses need a zone that only this machine knows.
    .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
    .map(({ address }) => address);
  if (host === '0.0.0.0') return own.filter((address) => !isIPv6(address));
  if (host === '::') return own;
  return own.filter((address) => address.toLowerCase() === host.toLowerCase());
}

/** Tells pages where links to this server have to lead. */
export function siteAddressRoutes(options: () => SiteAddressOptions): Router {
  const routes = Router();
  routes.get('/api/addresses', (_request, response) => {
    response.json(siteAddresses(options()));
  });
  return routes;
}

import type { RequestHandler } from 'express';
import type { HeaderRefusal, RoutingHeader } from '../../shared/reachability.ts';
import { type Authority, defaultPort, isAddress, parseAuthority, writeAuthority } from './authority.ts';
import type { KnownHosts } from './known-hosts.ts';
import { LobbyError } from './lobby.ts';
import { isSameOrigin, isServedAt, type Origin, parseOrigin } from './origin.ts';
import type { ForwardedRequest, TrustedProxies } from './trusted-proxies.ts';

/** What is read of a request. */
export interface CheckedRequest extends ForwardedRequest {
  socket: { remoteAddress?: string | undefined; localAddress?: string | undefined; encrypted?: boolean };
}

export interface RequestChecksOptions {
  hosts: KnownHosts;
  proxies: TrustedProxies;
  /** URL under which people reach the server. */
  publicUrl?: string | undefined;
  allowedOrigins: readonly string[];
}

/** Under which name a request came, as far as it is believed. */
interface Arrival {
  header: 'Host' | 'X-Forwarded-Host';
  written: string;
  authority: Authority | undefined;
  scheme: string | undefined;
}

/** Most characters of a header that a refusal repeats. */
const mostShown = 100;

/**
 * Tells requests for this server from those that only reached it: by the Host header (DNS rebinding), and by
 * the Origin header of what may change something or opens a connection (CSRF). Programs that are no browsers send
 * no Origin and pass; so does HTTP/1.0 without a Host, which no browser speaks.
 */
export class RequestChecks {
  readonly #hosts: KnownHosts;
  readonly #proxies: TrustedProxies;
  readonly #public: Origin | undefined;
  readonly #allowed: readonly Origin[];

  constructor({ hosts, proxies, publicUrl, allowedOrigins }: RequestChecksOptions) {
    this.#hosts = hosts;
    this.#proxies = proxies;
    this.#public = publicUrl === undefined ? undefined : parseOrigin(publicUrl);
    const origins = allowedOrigins.flatMap((entry) => parseOrigin(entry) ?? []);
    this.#allowed = this.#public === undefined ? origins : [...origins, this.#public];
  }

  /** Why the request is for another server; undefined when it is for this one. */
  hostRefusal(request: CheckedRequest): HeaderRefusal | undefined {
    const { host } = request.headers;
    if (host === undefined) return undefined;
    const own: Arrival = {
      header: 'Host',
      written: host,
      authority: parseAuthority(host),
      scheme: undefined,
    };
    // A page can set X-Forwarded-Host itself, but not Host: what a proxy says comes beside it, not in its place.
    return this.#unknown(own, request) ?? this.#unknown(this.#arrival(request), request);
  }

  /** Why a page may not do this; undefined when it may, or when the request is none of a page. */
  originRefusal(request: CheckedRequest): HeaderRefusal | undefined {
    const { origin: written } = request.headers;
    if (written === undefined) return undefined;
    const origin = parseOrigin(written);
    const arrival = this.#arrival(request);
    if (origin === undefined) {
      return refused(
        'Origin',
        `is ${shown(written)}, which is no page of a server. Open the page at its own address.`,
      );
    }
    if (this.#allowed.some((allowed) => isSameOrigin(origin, allowed))) return undefined;
    const { authority, scheme, header } = arrival;
    if (authority === undefined) return undefined;
    if (isServedAt(origin, authority, scheme)) return undefined;
    const page = `${origin.scheme}://${writeAuthority(origin, origin.scheme)}`;
    if (origin.name === authority.name) return this.#differs(origin, page, arrival);
    const foreign = request.headers['sec-fetch-site'];
    const listed = this.#allowed.some(({ name }) => name === origin.name);
    const known = !listed && this.#hosts.knows(origin, request.socket.localAddress);
    if (foreign !== 'cross-site' && (foreign === 'same-origin' || known)) {
      return refused(
        header,
        `is ${shown(arrival.written)}, but Origin is ${shown(written)}. The proxy in front changed one of them, and has to pass on ` +
          `both as the browser sent them (nginx: proxy_set_header Host $http_host;); or start the server with --public-url ${page}/.`,
      );
    }
    return refused(
      'Origin',
      `is ${shown(written)}, but this server was asked for as ${shown(arrival.written)} (${header}), and takes orders from its own pages alone. ` +
        `If both are yours, have the proxy in front pass on the Host header of the browser, or start the server with --public-url ${page}/ or --allowed-origins ${page}.`,
    );
  }

  /** The same name with another port or scheme: a header of a proxy got shorter on its way. */
  #differs(origin: Origin, page: string, arrival: Arrival): HeaderRefusal {
    const { authority, scheme, header, written } = arrival;
    const remedy = `or start the server with --public-url ${page}/.`;
    if (scheme !== undefined && scheme !== origin.scheme) {
      return refused(
        'X-Forwarded-Proto',
        `says ${scheme}, but the page is at ${page}. The proxy in front has to say how the browser came, ${origin.scheme}; ${remedy}`,
      );
    }
    if (authority?.port === undefined) {
      return refused(
        header,
        `is ${shown(written)}, without the port of the page, which is at ${page}. The proxy in front has to pass it on ` +
          `as the browser sent it, ${shown(writeAuthority(origin, origin.scheme))} (nginx: proxy_set_header Host $http_host;); ${remedy}`,
      );
    }
    return refused(
      header,
      `is ${shown(written)}, but the page is at ${page}, on another port than ${authority.port}. Open the page at the server's own ` +
        `address; or, if a proxy is in front, have it pass on ${shown(writeAuthority(origin, origin.scheme))}, ${remedy}`,
    );
  }

  #unknown({ header, written, authority }: Arrival, { socket }: CheckedRequest): HeaderRefusal | undefined {
    if (authority === undefined) {
      return refused(
        header,
        `is ${shown(written)}, which is no host name. Send the name and port of this server.`,
      );
    }
    if (this.#hosts.knows(authority, socket.localAddress)) return undefined;
    const { name } = authority;
    const url = `https://${writeAuthority(authority, 'https')}/`;
    const expected =
      this.#public === undefined ? '' : `${writeAuthority(this.#public, this.#public.scheme)}, `;
    const remedy = isAddress(name)
      ? `If this address leads here, start the server with --allowed-hosts ${name}, or with --announced-address ${name} so that video finds it, too.`
      : `If this name is yours, start the server with --public-url ${url} or --allowed-hosts ${name}.`;
    return refused(
      header,
      `is ${shown(written)}, and this server does not go by that name. It expects ${expected}localhost, an address or the name of its machine. ${remedy}`,
    );
  }

  #arrival(request: CheckedRequest): Arrival {
    const scheme = this.#scheme(request);
    const told = this.#proxies.told(request, 'x-forwarded-host');
    const written = told ?? request.headers.host ?? '';
    const authority = parseAuthority(written);
    const port = Number(this.#proxies.told(request, 'x-forwarded-port'));
    if (authority !== undefined && authority.port === undefined && Number.isInteger(port) && port > 0) {
      const standard = port === defaultPort(scheme ?? (port === 443 ? 'https' : 'http'));
      if (!standard) authority.port = port;
    }
    return { header: told === undefined ? 'Host' : 'X-Forwarded-Host', written, authority, scheme };
  }

  /** http or https where it is known: of a connection that is encrypted, or as a trusted proxy tells. */
  #scheme(request: CheckedRequest): string | undefined {
    const told = this.#proxies.told(request, 'x-forwarded-proto')?.toLowerCase();
    if (told === 'https' || told === 'wss') return 'https';
    if (told === 'http' || told === 'ws') return 'http';
    return request.socket.encrypted === true ? 'https' : undefined;
  }
}

/** Refuses requests for another server, and those of other sites' pages that may change something. */
export function checkRequests(checks: RequestChecks): RequestHandler {
  return (request, _response, next) => {
    const reading = request.method === 'GET' || request.method === 'HEAD';
    const refusal = checks.hostRefusal(request) ?? (reading ? undefined : checks.originRefusal(request));
    if (refusal !== undefined) throw new LobbyError(403, refusal.error, refusal.field);
    next();
  };
}

function refused(field: RoutingHeader, text: string): HeaderRefusal {
  return { field, error: `${field} ${text}` };
}

/** What somebody sent, for a sentence: bounded, and nothing in it that does not print. */
function shown(value: string): string {
  const printable = value.replace(/[^\x20-\x7e]/g, '?');
  return `"${printable.length > mostShown ? `${printable.slice(0, mostShown)}...` : printable}"`;
}

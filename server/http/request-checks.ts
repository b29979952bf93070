import type { RequestHandler } from 'express';
import type { HeaderRefusal, RoutingHeader } from '../../shared/reachability.ts';
import { type Authority, defaultPort, isAddress, parseAuthority, writeAuthority } from './authority.ts';
import type { KnownHosts } from './known-hosts.ts';
import { LobbyError } from './lobby.ts';
import { isSameOrigin, isServedAt, type Origin, parseOrigin } from './origin.ts';
import type { ForwardedRequest, TrustedProxies } from './trusted-proxies.ts';

/** The parts of a request that the checks read. */
export interface CheckedRequest extends ForwardedRequest {
  socket: { remoteAddress?: string | undefined; localAddress?: string | undefined; encrypted?: boolean };
}

export interface RequestChecksOptions {
  hosts: KnownHosts;
  proxies: TrustedProxies;
  /** Public URL of the server. */
  publicUrl?: string | undefined;
  allowedOrigins: readonly string[];
}

/** The name and scheme under which a request arrived, from trusted sources. */
interface Arrival {
  header: 'Host' | 'X-Forwarded-Host';
  written: string;
  authority: Authority | undefined;
  scheme: string | undefined;
}

/** Most characters of a header that a refusal repeats. */
const mostShown = 100;

/**
 * Rejects requests that are meant for another server. It checks the Host header of all requests (DNS
 * rebinding), and the Origin header of those that may change something or open a connection (CSRF). Programs
 * other than browsers send no Origin and pass. HTTP/1.0 without a Host passes as well, because browsers do
 * not speak it.
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

  /** Why the Host header is rejected, or undefined if it names this server. */
  hostRefusal(request: CheckedRequest): HeaderRefusal | undefined {
    const { host } = request.headers;
    if (host === undefined) return undefined;
    const own: Arrival = {
      header: 'Host',
      written: host,
      authority: parseAuthority(host),
      scheme: undefined,
    };
    // A page can set X-Forwarded-Host but not Host. So the proxy's header is checked in addition to Host, not
    // instead of it.
    return this.#unknown(own, request) ?? this.#unknown(this.#arrival(request), request);
  }

  /**
   * Why the Origin header is rejected, or undefined if the page may do this or the request comes from no
   * page.
   */
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

  /** Explains an origin of the same name with another port or scheme: a proxy changed a header. */
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

  /** http or https if known: from an encrypted connection or a trusted proxy. */
  #scheme(request: CheckedRequest): string | undefined {
    const told = this.#proxies.told(request, 'x-forwarded-proto')?.toLowerCase();
    if (told === 'https' || told === 'wss') return 'https';
    if (told === 'http' || told === 'ws') return 'http';
    return request.socket.encrypted === true ? 'https' : undefined;
  }
}

/** Rejects requests for another server, and those by pages of other sites that may change something. */
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

/** Quotes a received value in a message: bounded, and without unprintable characters. */
function shown(value: string): string {
  const printable = value.replace(/[^\x20-\x7e]/g, '?');
  return `"${printable.length > mostShown ? `${printable.slice(0, mostShown)}...` : printable}"`;
}

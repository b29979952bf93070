import type { RequestHandler } from 'express';
import type { HeaderAnswer } from '../../shared/reachability.ts';
import { englishRefusals } from '../../shared/refusals/english.ts';
import type { HeaderRefusal, RoutingHeader } from '../../shared/refusals/header-refusals.ts';
import { refusalSentence } from '../../shared/refusals/refusal.ts';
import type { KnownHosts } from './addresses/known-hosts.ts';
import { isSameOrigin, isServedAt, type Origin, parseOrigin } from './addresses/origin.ts';
import type { ForwardedRequest, TrustedProxies } from './addresses/trusted-proxies.ts';
import { type Authority, defaultPort, isAddress, parseAuthority, writeAuthority } from './authority.ts';
import { LobbyError } from './lobby.ts';

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
const mostCharacters = 100;

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
  hostRefusal(request: CheckedRequest): HeaderAnswer | undefined {
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
  originRefusal(request: CheckedRequest): HeaderAnswer | undefined {
    const { origin: written } = request.headers;
    if (written === undefined) return undefined;
    const origin = parseOrigin(written);
    const arrival = this.#arrival(request);
    if (origin === undefined) {
      return answerOf('Origin', { code: 'origin-unreadable', values: { origin: excerpt(written) } });
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
    const values = { header, host: excerpt(arrival.written), origin: excerpt(written), page };
    if (foreign !== 'cross-site' && (foreign === 'same-origin' || known)) {
      return answerOf(header, { code: 'origin-altered', values });
    }
    return answerOf('Origin', { code: 'origin-foreign', values });
  }

  /** Explains an origin of the same name with another port or scheme: a proxy changed a header. */
  #differs(origin: Origin, page: string, arrival: Arrival): HeaderAnswer {
    const { authority, scheme, header, written } = arrival;
    if (scheme !== undefined && scheme !== origin.scheme) {
      const values = { scheme, page, expected: origin.scheme };
      return answerOf('X-Forwarded-Proto', { code: 'scheme-altered', values });
    }
    const expected = excerpt(writeAuthority(origin, origin.scheme));
    const values = { header, host: excerpt(written), page, expected };
    return authority?.port === undefined
      ? answerOf(header, { code: 'port-dropped', values })
      : answerOf(header, { code: 'port-altered', values: { ...values, port: authority.port } });
  }

  #unknown({ header, written, authority }: Arrival, { socket }: CheckedRequest): HeaderAnswer | undefined {
    const host = excerpt(written);
    if (authority === undefined)
      return answerOf(header, { code: 'host-unreadable', values: { header, host } });
    if (this.#hosts.knows(authority, socket.localAddress)) return undefined;
    const { name } = authority;
    const url = `https://${writeAuthority(authority, 'https')}/`;
    const known = this.#public === undefined ? '' : writeAuthority(this.#public, this.#public.scheme);
    const values = { header, host, name, url, address: isAddress(name), known };
    return answerOf(header, { code: 'host-unknown', values });
  }

  #arrival(request: CheckedRequest): Arrival {
    const scheme = this.#scheme(request);
    const forwardedHost = this.#proxies.header(request, 'x-forwarded-host');
    const written = forwardedHost ?? request.headers.host ?? '';
    const authority = parseAuthority(written);
    const port = Number(this.#proxies.header(request, 'x-forwarded-port'));
    if (authority !== undefined && authority.port === undefined && Number.isInteger(port) && port > 0) {
      const standard = port === defaultPort(scheme ?? (port === 443 ? 'https' : 'http'));
      if (!standard) authority.port = port;
    }
    return { header: forwardedHost === undefined ? 'Host' : 'X-Forwarded-Host', written, authority, scheme };
  }

  /** http or https if known: from an encrypted connection or a trusted proxy. */
  #scheme(request: CheckedRequest): string | undefined {
    const forwardedProto = this.#proxies.header(request, 'x-forwarded-proto')?.toLowerCase();
    if (forwardedProto === 'https' || forwardedProto === 'wss') return 'https';
    if (forwardedProto === 'http' || forwardedProto === 'ws') return 'http';
    return request.socket.encrypted === true ? 'https' : undefined;
  }
}

/** Rejects requests for another server, and those by pages of other sites that may change something. */
export function checkRequests(checks: RequestChecks): RequestHandler {
  return (request, _response, next) => {
    const reading = request.method === 'GET' || request.method === 'HEAD';
    const refusal = checks.hostRefusal(request) ?? (reading ? undefined : checks.originRefusal(request));
    if (refusal !== undefined) throw new LobbyError(403, refusal, refusal.field);
    next();
  };
}

/** A refusal with its English sentence, as requests and upgrades are answered. */
export function answerOf(field: RoutingHeader, refusal: HeaderRefusal): HeaderAnswer {
  return { field, error: refusalSentence(englishRefusals, refusal), ...refusal };
}

/** Prepares a received value for a message: bounded, and without unprintable characters. */
function excerpt(value: string): string {
  const printable = value.replace(/[^\x20-\x7e]/g, '?');
  return printable.length > mostCharacters ? `${printable.slice(0, mostCharacters)}...` : printable;
}

import { createHmac } from 'node:crypto';

/** Configuration of STUN and TURN servers. */
export interface IceServerOptions {
  /** Valid stun:, turn: and turns: URLs (RFC 7064, RFC 7065). */
  urls: readonly string[];
  /** Secret shared with the TURN server. Expiring credentials are derived from it. */
  secret?: string;
  /** Static credentials, used if there is no secret. */
  username?: string;
  password?: string;
  /** Hours until derived credentials expire. */
  hours: number;
  /** `relay`: browsers connect through TURN only. */
  policy: 'all' | 'relay';
}

/** One entry of `RTCConfiguration.iceServers`. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** The ICE configuration that a page passes to its RTCPeerConnection. */
export interface IceConfiguration {
  iceServers?: IceServer[];
  iceTransportPolicy?: 'relay';
}

/**
 * The ICE servers for one viewer.
 *
 * TURN credentials follow the TURN REST API (draft-uberti-behave-turn-rest; coturn's `use-auth-secret`). The
 * username is `<expiry in seconds since the epoch>:<member>`. The password is its HMAC-SHA1 under the shared
 * secret, in base64. The TURN server can verify both without a lookup.
 *
 * @param member Identifies the viewer in the TURN server's log.
 * @param now Milliseconds since the epoch.
 */
export function iceConfiguration(
  options: IceServerOptions | undefined,
  member: string,
  now = Date.now(),
): IceConfiguration {
  if (options === undefined || options.urls.length === 0) return {};
  const stun = options.urls.filter((url) => /^stun/i.test(url));
  const turn = options.urls.filter((url) => /^turn/i.test(url));
  const iceServers: IceServer[] = [
    ...(stun.length > 0 ? [{ urls: stun }] : []),
    ...(turn.length > 0 ? [{ urls: turn, ...credentials(options, member, now) }] : []),
  ];
  return options.policy === 'relay' ? { iceServers, iceTransportPolicy: 'relay' } : { iceServers };
}

function credentials(
  { secret, username, password, hours }: IceServerOptions,
  member: string,
  now: number,
): Pick<IceServer, 'username' | 'credential'> {
  if (secret === undefined) return { username, credential: password };
  const expiring = `${Math.floor(now / 1000 + hours * 3600)}:${member}`;
  return { username: expiring, credential: createHmac('sha1', secret).update(expiring).digest('base64') };
}

import { createHmac } from 'node:crypto';

/** STUN and TURN servers, as configured. */
export interface IceServerOptions {
  /** stun:, turn: and turns: URLs (RFC 7064, RFC 7065), checked. */
  urls: readonly string[];
  /** Shared with the TURN server; credentials that expire are made from it. */
  secret?: string;
  /** Credentials that do not expire, where there is no secret. */
  username?: string;
  password?: string;
  /** Hours for which made credentials are valid. */
  hours: number;
  /** `relay`: browsers use TURN alone. */
  policy: 'all' | 'relay';
}

/** One entry of `RTCConfiguration.iceServers`. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** What a page is told of ICE servers; passed on to its RTCPeerConnection. */
export interface IceConfiguration {
  iceServers?: IceServer[];
  iceTransportPolicy?: 'relay';
}

/**
 * The ICE servers for one viewer. Credentials for TURN follow the TURN REST API
 * (draft-uberti-behave-turn-rest), which coturn calls `use-auth-secret`: the username is
 * `<expiry in seconds since the epoch>:<member>`, the password its HMAC-SHA1 under the shared secret in
 * base64. The TURN server checks both without asking anybody; they are worthless after the expiry.
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

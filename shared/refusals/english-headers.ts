import type { Sentences } from './coded.ts';
import type { HeaderRefusal } from './header-refusals.ts';

const passOn = 'nginx: proxy_set_header Host $http_host;';
const upgrades =
  'The proxy in front has to pass on both Upgrade and Connection, over HTTP/1.1 ' +
  '(nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";).';
const start = (page: string) => `or start the server with --public-url ${page}/.`;

/** What the server says of a header, and an English page too. */
export const englishHeaderRefusals: Sentences<HeaderRefusal> = {
  'host-unreadable': ({ header, host }) =>
    `${header} is "${host}", which is no host name. Send the name and port of this server.`,
  'host-unknown': ({ header, host, name, url, address, known }) => {
    const expected = known === '' ? '' : `${known}, `;
    const remedy = address
      ? `If this address leads here, start the server with --allowed-hosts ${name}, or with --announced-address ${name} so that video finds it, too.`
      : `If this name is yours, start the server with --public-url ${url} or --allowed-hosts ${name}.`;
    return `${header} is "${host}", and this server does not go by that name. It expects ${expected}localhost, an address or the name of its machine. ${remedy}`;
  },
  'origin-unreadable': ({ origin }) =>
    `Origin is "${origin}", which is no page of a server. Open the page at its own address.`,
  'origin-foreign': ({ origin, host, header, page }) =>
    `Origin is "${origin}", but this server was asked for as "${host}" (${header}), and takes orders from its own pages alone. ` +
    `If both are yours, have the proxy in front pass on the Host header of the browser, or start the server with --public-url ${page}/ or --allowed-origins ${page}.`,
  'origin-altered': ({ header, host, origin, page }) =>
    `${header} is "${host}", but Origin is "${origin}". The proxy in front changed one of them, and has to pass on ` +
    `both as the browser sent them (${passOn}); ${start(page)}`,
  'scheme-altered': ({ scheme, page, expected }) =>
    `X-Forwarded-Proto says ${scheme}, but the page is at ${page}. The proxy in front has to say how the browser came, ${expected}; ${start(page)}`,
  'port-dropped': ({ header, host, page, expected }) =>
    `${header} is "${host}", without the port of the page, which is at ${page}. The proxy in front has to pass it on ` +
    `as the browser sent it, "${expected}" (${passOn}); ${start(page)}`,
  'port-altered': ({ header, host, port, page, expected }) =>
    `${header} is "${host}", but the page is at ${page}, on another port than ${port}. Open the page at the server's own ` +
    `address; or, if a proxy is in front, have it pass on "${expected}", ${start(page)}`,
  'upgrade-missing': () =>
    `Upgrade is missing: a request for a WebSocket came without this header. ${upgrades}`,
  'connection-altered': ({ connection, version }) =>
    `Connection is "${connection}" and should be "upgrade": a request for a WebSocket came without it, over HTTP/${version}. ${upgrades}`,
};

import type { Sentences } from '../../../shared/refusals/coded.ts';
import type { HeaderRefusal } from '../../../shared/refusals/header-refusals.ts';

const passOn = 'nginx: proxy_set_header Host $http_host;';
const upgrades =
  'Der Proxy davor muss Upgrade und Connection weitergeben, und das über HTTP/1.1 ' +
  '(nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";).';
const start = (page: string) => `oder starte den Server mit --public-url ${page}/.`;

/** Names of headers and options are what they are in every language. */
export const headerRefusals: Sentences<HeaderRefusal> = {
  'host-unreadable': ({ header, host }) =>
    `${header} ist „${host}“, und das ist kein Name eines Rechners. Sende Name und Port dieses Servers.`,
  'host-unknown': ({ header, host, name, url, address, known }) => {
    const expected = known === '' ? '' : `${known}, `;
    const remedy = address
      ? `Wenn diese Adresse hierher führt, starte den Server mit --allowed-hosts ${name}, oder mit --announced-address ${name}, damit auch das Bild sie findet.`
      : `Wenn dieser Name dir gehört, starte den Server mit --public-url ${url} oder --allowed-hosts ${name}.`;
    return `${header} ist „${host}“, und so heißt dieser Server nicht. Er erwartet ${expected}localhost, eine Adresse oder den Namen seines Rechners. ${remedy}`;
  },
  'origin-unreadable': ({ origin }) =>
    `Origin ist „${origin}“, und das ist keine Seite eines Servers. Öffne die Seite unter ihrer eigenen Adresse.`,
  'origin-foreign': ({ origin, host, header, page }) =>
    `Origin ist „${origin}“, aber dieser Server wurde als „${host}“ angesprochen (${header}) und nimmt nur von seinen eigenen Seiten Befehle an. ` +
    `Wenn beide dir gehören, lass den Proxy davor den Header Host des Browsers weitergeben, oder starte den Server mit --public-url ${page}/ oder --allowed-origins ${page}.`,
  'origin-altered': ({ header, host, origin, page }) =>
    `${header} ist „${host}“, aber Origin ist „${origin}“. Der Proxy davor hat eins davon geändert und muss beide so ` +
    `weitergeben, wie der Browser sie gesendet hat (${passOn}); ${start(page)}`,
  'scheme-altered': ({ scheme, page, expected }) =>
    `X-Forwarded-Proto sagt ${scheme}, aber die Seite ist unter ${page}. Der Proxy davor muss sagen, wie der Browser gekommen ist, nämlich mit ${expected}; ${start(page)}`,
  'port-dropped': ({ header, host, page, expected }) =>
    `${header} ist „${host}“, ohne den Port der Seite, die unter ${page} ist. Der Proxy davor muss es so weitergeben, ` +
    `wie der Browser es gesendet hat, also „${expected}“ (${passOn}); ${start(page)}`,
  'port-altered': ({ header, host, port, page, expected }) =>
    `${header} ist „${host}“, aber die Seite ist unter ${page}, an einem anderen Port als ${port}. Öffne die Seite unter der eigenen ` +
    `Adresse des Servers; oder lass einen Proxy davor „${expected}“ weitergeben, ${start(page)}`,
  'upgrade-missing': () =>
    `Upgrade fehlt: Eine Anfrage nach einem WebSocket kam ohne diesen Header. ${upgrades}`,
  'connection-altered': ({ connection, version }) =>
    `Connection ist „${connection}“ und müsste „upgrade“ sein: Eine Anfrage nach einem WebSocket kam ohne das, über HTTP/${version}. ${upgrades}`,
};

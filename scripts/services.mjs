import { findProgram } from './command.mjs';
import { installDebianPackages } from './debian.mjs';

/** Requirements of the tests of services: the program, and the Debian package that contains it. */
const services = [
  { program: 'nginx', package: 'nginx-light' },
  { program: 'haproxy', package: 'haproxy' },
  { program: 'caddy', package: 'caddy' },
  { program: 'turnserver', package: 'coturn' },
  { program: 'firefox-esr', package: 'firefox-esr' },
  { program: 'WebKitWebDriver', package: 'webkit2gtk-driver' },
  { program: 'Xvfb', package: 'xvfb' },
  { program: 'ip', package: 'iproute2' },
  { program: 'nft', package: 'nftables' },
];

/** Installs the services for tests of proxies, networks and other browsers, or says how to. */
export async function provideServices() {
  const missing = services.filter(({ program }) => findProgram(program) === undefined);
  if (missing.length === 0) return;
  await installDebianPackages(
    missing.map((service) => service.package),
    'for the tests of services',
  );
}

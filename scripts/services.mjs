import { findProgram } from './command.mjs';
import { installDebianPackages } from './debian.mjs';

/** What the tests of services need: the program looked for, and the Debian package that has it. */
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

/** Installs the services that tests of proxies, networks and other browsers need, or says how to. */
export async function provideServices() {
  const missing = services.filter(({ program }) => findProgram(program) === undefined);
  if (missing.length === 0) return;
  await installDebianPackages(
    missing.map((service) => service.package),
    'for the tests of services',
  );
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './command.mjs';
import { installDebianPackages } from './debian.mjs';
import { provideMlserver } from './mlserver.mjs';
import { provideS3Server } from './s3-server.mjs';
import { provideTriton } from './triton.mjs';

/** Requirements of the tests of services: the program, and the Debian package that contains it. */
const services = [
  { program: 'nginx', package: 'nginx-light' },
  { program: 'haproxy', package: 'haproxy' },
  { program: 'caddy', package: 'caddy' },
  { program: 'turnserver', package: 'coturn' },
  { program: 'firefox-esr', package: 'firefox-esr' },
  { program: 'WebKitWebDriver', package: 'webkit2gtk-driver' },
  { program: 'Xvfb', package: 'xvfb' },
  { program: 'redis-server', package: 'redis-server' },
  { program: 'ip', package: 'iproute2' },
  { program: 'nft', package: 'nftables' },
];

/** Debian has the programs of each release of PostgreSQL in a folder of its own, off the path. */
const postgresFolder = '/usr/lib/postgresql';
const hasPostgres = () =>
  findProgram('initdb') !== undefined ||
  (existsSync(postgresFolder) &&
    readdirSync(postgresFolder).some((release) => existsSync(join(postgresFolder, release, 'bin/initdb'))));

/** Installs the services for tests of proxies, networks and other browsers, or says how to. */
export async function provideServices() {
  const missing = services
    .filter(({ program }) => findProgram(program) === undefined)
    .map((service) => service.package);
  if (!hasPostgres()) missing.push('postgresql');
  if (missing.length > 0) await installDebianPackages(missing, 'for the tests of services');
  await provideS3Server();
  await provideTriton();
  await provideMlserver();
}

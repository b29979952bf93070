import type { Config } from '../../config/config.ts';
import { addressOf } from '../../config/process-options.ts';
import { isAddress } from '../authority.ts';
import { RequestChecks } from '../request-checks.ts';
import { KnownHosts } from './known-hosts.ts';
import { announcedAddresses } from './server-addresses.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/** The checks of requests by a server with these options, which name it. */
export function checksOf(config: Config, proxies: TrustedProxies): RequestChecks {
  const { host, processAddress, allowedHosts, publicUrl, allowedOrigins } = config;
  const own = [host, addressOf(processAddress ?? '')?.name ?? ''];
  const names = own.filter((name) => name !== '' && !isAddress(name));
  return new RequestChecks({
    hosts: new KnownHosts({
      ...config,
      allowedHosts: [...allowedHosts, ...names],
      announcedAddresses: announcedAddresses(config),
    }),
    ...{ proxies, publicUrl, allowedOrigins },
  });
}

import { z } from 'zod';
import { ownPaths } from '../http/addresses/base-path.ts';
import { networksOf } from '../http/addresses/trusted-proxies.ts';
import { parseAuthority } from '../http/authority.ts';

/** How pages are reached: names, paths, trusted proxies and TLS. */
export const httpOptions = {
  publicUrl: z
    .string()
    .superRefine((text, context) => {
      const fault = urlFault(text);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    })
    .transform((text) => {
      if (!URL.canParse(text)) return text;
      const url = new URL(text);
      return url.pathname.endsWith('/') ? url.href : `${url.href}/`;
    })
    .optional()
    .describe(
      'URL under which people reach the server, such as https://play.example.org/worldroom/; links begin with it.',
    ),
  basePath: z
    .string()
    .regex(/^\/?$|^\/?[\w.~-]+(\/[\w.~-]+)*\/?$/, 'must be a path such as /worldroom/, without a query')
    .transform((text) => text.replace(/^\/*/, '/').replace(/\/*$/, '/'))
    .refine(
      (path) => !path.split('/').some((part) => /^\.+$/.test(part)),
      'must not have parts that are only dots',
    )
    .refine(
      (path) => !ownPaths.includes(path.split('/')[1]),
      `must not begin with a path of the server itself (${ownPaths.join(', ')})`,
    )
    .optional()
    .describe(
      'Path below which a proxy serves the pages, such as /worldroom/; that of --public-url when left out.',
    ),
  trustProxy: z
    .array(
      z
        .string()
        .refine(
          (entry) => networksOf(entry) !== undefined,
          'must hold addresses, ranges such as 10.0.0.0/8, or the words loopback, linklocal, uniquelocal',
        ),
    )
    .default([])
    .describe(
      'Proxies whose X-Forwarded-* headers are believed: addresses, ranges, or loopback, linklocal, uniquelocal.',
    ),
  allowedHosts: z
    .array(
      z
        .string()
        .refine(
          (entry) => parseAuthority(entry.replace(/^\*\./, '')) !== undefined,
          'must hold host names such as play.example.org or *.example.org, without a scheme or a path',
        ),
    )
    .default([])
    .describe(
      'Further host names by which the server may be asked for, such as play.example.org or *.example.org.',
    ),
  tlsCert: z
    .string()
    .min(1)
    .optional()
    .describe(
      'PEM file of the TLS certificate and its chain; with it the server speaks https. Read again when it changes.',
    ),
  tlsKey: z.string().min(1).optional().describe('PEM file of the private key of --tls-cert.'),
};

type HttpConfig = { [Name in keyof typeof httpOptions]?: z.output<(typeof httpOptions)[Name]> };

/** Contradictions between options. */
export function httpFaults(config: HttpConfig): { option: keyof HttpConfig; message: string }[] {
  const faults: { option: keyof HttpConfig; message: string }[] = [];
  const { tlsCert, tlsKey, basePath, publicUrl } = config;
  if (tlsCert !== undefined && tlsKey === undefined) {
    faults.push({ option: 'tlsKey', message: 'is missing; --tls-cert needs it' });
  }
  if (tlsKey !== undefined && tlsCert === undefined) {
    faults.push({ option: 'tlsCert', message: 'is missing; --tls-key needs it' });
  }
  const path = publicUrl !== undefined && URL.canParse(publicUrl) ? new URL(publicUrl).pathname : undefined;
  if (basePath !== undefined && path !== undefined && basePath !== path) {
    faults.push({ option: 'basePath', message: `must be the path of --public-url, ${path}, or be left out` });
  }
  return faults;
}

/** Path below which the pages are served. Begins and ends with a slash. */
export function basePathOf({ basePath, publicUrl }: Pick<HttpConfig, 'basePath' | 'publicUrl'>): string {
  return basePath ?? (publicUrl === undefined ? '/' : new URL(publicUrl).pathname);
}

function urlFault(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return 'must be a whole URL that begins with https:// or http://';
  }
  const { username, password, search, hash, pathname } = new URL(text);
  if (username !== '' || password !== '') return 'must not hold a user name or a password';
  if (search !== '' || hash !== '') return 'must not have a query or a fragment';
  if (ownPaths.includes(pathname.split('/')[1])) {
    return `must not have a path that the server itself has (${ownPaths.join(', ')})`;
  }
  return undefined;
}

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../config/config.ts';
import type { Log } from '../log.ts';

/** A certificate with its chain and its private key, both in PEM. */
export interface TlsPair {
  cert: string;
  key: string;
}

/** Milliseconds between checks of the files. Polling also detects links that point to another file. */
const period = 1_000;

/** The TLS certificate and key of the server, in two files that may be replaced while it runs. */
export class TlsFiles {
  readonly #cert: string;
  readonly #key: string;
  #pair: TlsPair;
  /** Error text of the last invalid pair, so that each is logged once. */
  #refused = '';
  #close: (() => void) | undefined;

  /** @throws ConfigError that names the option and the remedy if the files cannot be used */
  constructor(files: { cert: string; key: string }) {
    this.#cert = files.cert;
    this.#key = files.key;
    this.#pair = readTlsPair(this.#cert, this.#key);
  }

  get pair(): TlsPair {
    return this.#pair;
  }

  /**
   * Calls `changed` with each new valid pair. An invalid pair is logged, and the previous one stays in use.
   */
  follow(changed: (pair: TlsPair) => void, log: Log): void {
    const look = () => this.#look(changed, log);
    for (const file of [this.#cert, this.#key])
      watchFile(file, { interval: period, persistent: false }, look);
    this.#close = () => {
      for (const file of [this.#cert, this.#key]) unwatchFile(file, look);
    };
  }

  close(): void {
    this.#close?.();
    this.#close = undefined;
  }

  #look(changed: (pair: TlsPair) => void, log: Log): void {
    let pair: TlsPair;
    try {
      pair = readTlsPair(this.#cert, this.#key);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (text !== this.#refused) log.warn(`${text} The certificate that was read before stays in use.`);
      this.#refused = text;
      return;
    }
    this.#refused = '';
    if (pair.cert === this.#pair.cert && pair.key === this.#pair.key) return;
    this.#pair = pair;
    changed(pair);
    log.info({ validTo: new X509Certificate(pair.cert).validTo }, 'a new TLS certificate is in use');
  }
}

/**
 * Reads and validates a pair.
 *
 * @throws ConfigError that names the option and the remedy
 */
export function readTlsPair(certFile: string, keyFile: string): TlsPair {
  const cert = read('--tls-cert', certFile);
  const key = read('--tls-key', keyFile);
  const certificate = parse(
    () => new X509Certificate(cert),
    `--tls-cert: ${certFile} holds no certificate in PEM (-----BEGIN CERTIFICATE-----). Give the file with the certificate and its chain, such as fullchain.pem.`,
  );
  if (key.includes('ENCRYPTED')) {
    throw new ConfigError(
      `--tls-key: ${keyFile} is encrypted with a password, which nobody could type here. Decrypt it: openssl pkey -in ${keyFile} -out key.pem`,
    );
  }
  const privateKey = parse(
    () => createPrivateKey(key),
    `--tls-key: ${keyFile} holds no private key in PEM (-----BEGIN PRIVATE KEY-----). Give the file of the key that the certificate was made for, such as privkey.pem.`,
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new ConfigError(
      `--tls-key: the key in ${keyFile} is not that of the certificate in ${certFile} (--tls-cert). Give the two files that were made together.`,
    );
  }
  parse(
    () => createSecureContext({ cert, key }),
    `--tls-cert: the certificate in ${certFile} or its chain cannot be used for TLS. Give a whole chain in PEM, and a key of at least 2048 bits (RSA) or 256 (EC).`,
  );
  return { cert, key };
}

function read(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `${option}: cannot read ${file} (${why}). Give a PEM file that this process may read.`,
    );
  }
}

function parse<T>(make: () => T, fault: string): T {
  try {
    return make();
  } catch (cause) {
    throw new ConfigError(fault, { cause });
  }
}

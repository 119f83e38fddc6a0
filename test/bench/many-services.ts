import type { DesiredStack } from '../../shared/compose/desired-stack.ts';
import { readStackFiles } from '../../shared/compose/read-stack-files.ts';

/** A stack file with so many services of the size that real ones have (700 to 800 bytes each), two networks, four configs and a secret. */
export function manyServices(count: number): string {
  return [
    'version: "3.8"',
    'x-logging: &logging',
    '  driver: json-file',
    '  options: {max-size: 10m, max-file: "3"}',
    'services:',
    ...Array.from({ length: count }, (_, index) => oneService(index)),
    'networks:',
    '  front:',
    '  back: {driver: overlay, attachable: true}',
    'volumes:',
    '  data:',
    'configs:',
    ...[0, 1, 2, 3].map((index) => `  settings-${index}: {file: ./settings-${index}.json}`),
    'secrets:',
    '  session-key: {file: ./session.key}',
    '',
  ].join('\n');
}

function oneService(index: number): string {
  return `  service-${index}:
    image: registry.example.com/team/service-${index}:\${TAG:?name the tag of the images}
    environment:
      DATABASE_URL: postgres://shop@db-${index}:5432/shop
      LOG_LEVEL: \${LOG_LEVEL:-info}
      WORKERS: ${(index % 8) + 1}
    networks: [front, back]
    ports: ["${20_000 + index}:8080"]
    volumes: ["data:/var/lib/service"]
    configs:
      - {source: settings-${index % 4}, target: /etc/settings.json, mode: 0440}
    secrets: [session-key]
    healthcheck: {test: [CMD, /healthcheck], interval: 10s, timeout: 3s}
    logging: *logging
    deploy:
      replicas: ${(index % 5) + 1}
      labels:
        traefik.http.routers.service-${index}.rule: Host(\`service-${index}.example.com\`)
      update_config: {order: start-first, failure_action: rollback}
      placement:
        constraints: [node.labels.zone == zone-${index % 3}]
      resources:
        limits: {memory: 256M}`;
}

/** What that file says, its images at a tag. */
export function readManyServices(text: string, tag: string): DesiredStack {
  return readStackFiles({
    files: [{ path: 'stack.yml', text }],
    stack: 'bench',
    environment: { TAG: tag },
    workingDirectory: '/srv/stack',
    readFile: (path) => `the content of ${path}\n`,
  });
}

import type { Profile } from './profile';
import { TRITON_METRICS, TRITON_SIGNALS } from './triton-metrics';

/**
 * NVIDIA's Triton Inference Server, versions as its containers are called: year and month. Sources: src/command_line_parser.cc of
 * triton-inference-server/server (flags and their defaults), its pull requests 5267 (gRPC's own health service, 23.02) and 6986 (idle
 * connections delay a stop, for --exit-timeout-secs at most), 2026-11. From memory: that its HTTP server has no limit for idle connections.
 */
export const TRITON: Profile = {
  title: 'Triton Inference Server',
  versions: { oldest: '23.02', newest: '26.08' },
  cpu: false,
  protocols: {
    http: { port: 8000, ready: '/v2/health/ready', metrics: { port: 8002, path: '/metrics' } },
    grpc: { port: 8001, metrics: { port: 8002, path: '/metrics' } },
  },
  program: 'tritonserver',
  finishes: [
    {
      seconds: { flag: '--exit-timeout-secs' },
      because: 'Triton finishes requests for --exit-timeout-secs once it is told to stop',
    },
  ],
  keepAlive: [{ seconds: 'all', because: 'it never closes an idle connection' }],
  writes: [{ as: 'text', because: 'its --log-format chooses among two that are text, default and ISO8601' }],
  flags: [
    {
      name: '--model-repository',
      value: { from: 'weights' },
      when: { says: 'weights' },
      alias: ['--model-store'],
      because: 'the weights are mounted there, as a repository of models',
    },
    {
      name: '--http-port',
      value: { from: 'port' },
      when: { protocol: 'http' },
      because: 'it listens where the Service sends requests',
    },
    {
      name: '--grpc-port',
      value: { from: 'port' },
      when: { protocol: 'grpc' },
      because: 'it listens where the Service sends requests',
    },
    {
      name: '--allow-grpc',
      value: 'false',
      when: { protocol: 'http' },
      unless: ['--grpc-port', '--grpc-address'],
      because: 'nobody can call its other protocol; serves.protocol chooses',
    },
    {
      name: '--allow-http',
      value: 'false',
      when: { protocol: 'grpc' },
      unless: ['--http-port', '--http-address'],
      because: 'nobody can call its other protocol; serves.protocol chooses',
    },
    { name: '--metrics-port', value: { from: 'metrics port' }, because: 'metrics have a port of their own' },
    {
      name: '--exit-timeout-secs',
      value: { from: 'longest exchange' },
      because: 'requests that have begun are finished, as long as the longest takes; the default is 30 s',
    },
  ],
  variables: [],
  measures: TRITON_METRICS,
  signals: TRITON_SIGNALS,
};

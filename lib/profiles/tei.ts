import { ADDRESS, HUB_CACHE, JSON_LOGS, MODEL, PORT, WRITES } from './hugging-face';
import { TEI_METRICS, TEI_SIGNALS } from './hugging-face-metrics';
import type { Profile } from './profile';

/**
 * Hugging Face's text-embeddings-inference; images of its own serve gRPC. Sources: router/src/main.rs (flags, the variable of each) and
 * router/src/grpc/server.rs (health service, metrics) of huggingface/text-embeddings-inference, and its issues 499 and 729 (--prometheus-port
 * came after 1.6, and holds for gRPC only), 2026-11. From memory: /data in the image's variables.
 */
export const TEI: Profile = {
  title: 'text-embeddings-inference',
  versions: { oldest: '1.2', newest: '1.9' },
  cpu: true,
  mostGpus: 1,
  protocols: {
    http: { port: 8080, ready: '/health', metrics: { path: '/metrics' } },
    grpc: { port: 8080, metrics: { port: 9000, path: '/metrics' } },
  },
  finishes: [{ seconds: 'all', because: 'it finishes all requests once it is told to stop' }],
  keepAlive: [{ seconds: 'all', because: 'it never closes an idle connection' }],
  writes: WRITES,
  format: '--dtype',
  flags: [
    ADDRESS,
    PORT,
    MODEL,
    {
      name: '--prometheus-port',
      value: { from: 'metrics port' },
      since: '1.7',
      when: { protocol: 'grpc' },
      variable: 'PROMETHEUS_PORT',
      because: 'metrics have a port of their own beside gRPC',
    },
    {
      name: '--dtype',
      value: 'float16',
      when: { gpus: 'some' },
      variable: 'DTYPE',
      because: 'half the memory, and every card has it; bfloat16 it does not know',
    },
    {
      name: '--dtype',
      value: 'float32',
      when: { gpus: 'none' },
      variable: 'DTYPE',
      because: 'processors compute with nothing shorter',
    },
    JSON_LOGS,
  ],
  variables: [HUB_CACHE],
  measures: TEI_METRICS,
  signals: TEI_SIGNALS,
};

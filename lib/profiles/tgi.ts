import { ADDRESS, HUB_CACHE, JSON_LOGS, MODEL, PORT, WRITES } from './hugging-face';
import { TGI_METRICS, TGI_SIGNALS } from './hugging-face-metrics';
import type { Profile } from './profile';

/**
 * Hugging Face's text-generation-inference. Source: its docs/source/reference/launcher.md, 2026-11 (flags, the variable of each, defaults).
 * From memory: paths, the 90 s that the launcher gives its web server, --usage-stats in all of 3.x, and /data in the image's variables.
 */
export const TGI: Profile = {
  title: 'text-generation-inference',
  versions: { oldest: '2.0', newest: '3.3' },
  cpu: false,
  protocols: { http: { port: 8080, ready: '/health', metrics: { path: '/metrics' } } },
  longestStream: { value: '5m', because: 'a long answer of text-generation-inference is streamed for minutes' },
  finishes: [{ seconds: 90, because: 'its launcher ends all requests 90 s after it was told to stop' }],
  keepAlive: [{ seconds: 'all', because: 'it never closes an idle connection' }],
  writes: WRITES,
  format: '--dtype',
  flags: [
    ADDRESS,
    PORT,
    MODEL,
    {
      name: '--max-total-tokens',
      value: { from: 'context' },
      when: { says: 'context' },
      variable: 'MAX_TOTAL_TOKENS',
      because: "weights.context, for which the GPU's memory was judged",
    },
    {
      name: '--num-shard',
      value: { from: 'GPUs' },
      when: { gpus: 'several' },
      variable: 'NUM_SHARD',
      unless: ['--sharded', 'SHARDED'],
      because: 'the model is split among all GPUs of the pod',
    },
    {
      name: '--dtype',
      value: 'float16',
      when: { lacks: 'bfloat16' },
      variable: 'DTYPE',
      unless: ['--quantize', 'QUANTIZE'],
      because: 'the card has no bfloat16, in which most models are kept',
    },
    {
      name: '--cuda-memory-fraction',
      value: { from: 'share of memory' },
      when: { shared: true },
      variable: 'CUDA_MEMORY_FRACTION',
      because: 'each pod that shares the GPU by turns takes its part of nine tenths',
    },
    JSON_LOGS,
    {
      name: '--usage-stats',
      value: 'off',
      since: '3.0',
      alias: ['--disable-usage-stats'],
      variable: 'USAGE_STATS',
      because: 'statistics would be sent outside, where no way leads',
    },
  ],
  variables: [HUB_CACHE],
  measures: TGI_METRICS,
  signals: TGI_SIGNALS,
};

import type { Profile } from './profile';
import { VLLM_LOG_FILE } from './vllm-logging';
import { VLLM_ENDED, VLLM_METRICS, VLLM_SIGNALS } from './vllm-metrics';

/**
 * vLLM's server with OpenAI's API. Sources: vllm-project/vllm, pull requests 18472 (keep-alive by a variable), 21739 and 29402 (logs of
 * requests), 36666 (--shutdown-timeout), 57955 (names of processes before lines of JSON, before 0.32), 18403 (one file for all logs); versions up to 0.32 by its documentation, 2026-11. That requests ended at once before 0.18 is
 * the description of 36666. From memory: port, paths, --tensor-parallel-size, --dtype and --gpu-memory-utilization in all versions.
 */
export const VLLM: Profile = {
  title: 'vLLM',
  versions: { oldest: '0.6', newest: '0.32' },
  cpu: false,
  protocols: { http: { port: 8000, ready: '/health', metrics: { path: '/metrics' } } },
  longestStream: { value: '5m', because: 'a long answer of vLLM is streamed for minutes' },
  finishes: [
    {
      since: '0.18',
      seconds: { flag: '--shutdown-timeout' },
      because: 'vLLM finishes requests for --shutdown-timeout once it is told to stop',
    },
    { seconds: 0, because: 'vLLM before 0.18 ends all requests when it is told to stop' },
  ],
  keepAlive: [
    {
      since: '0.9.2',
      seconds: { variable: 'VLLM_HTTP_TIMEOUT_KEEP_ALIVE' },
      because: 'the load balancer keeps idle connections 600 s, and has to be the first to close',
    },
    { seconds: 5, because: 'fixed in vLLM before 0.9.2; the load balancer keeps connections 600 s and may meet a 502' },
  ],
  writes: [
    { as: 'contract', since: '0.32', because: 'it takes its way of logging from a file that the pod carries' },
    { as: 'text', because: 'vLLM before 0.32 puts the name of a process before each line, whatever formats it' },
  ],
  logFile: VLLM_LOG_FILE,
  format: '--dtype',
  flags: [
    { name: '--port', value: { from: 'port' }, because: 'it listens where the Service sends requests' },
    {
      name: '--model',
      value: { from: 'weights' },
      when: { says: 'weights' },
      because: 'the weights are mounted there; every image of vLLM takes the flag, whatever its entry point',
    },
    {
      name: '--max-model-len',
      value: { from: 'context' },
      when: { says: 'context' },
      because: "weights.context, for which the GPU's memory was judged; vLLM would reserve for the model's longest",
    },
    {
      name: '--kv-cache-dtype',
      value: { from: 'cache format' },
      when: { says: 'cache format' },
      because: "weights.cacheDtype, for which the GPU's memory was judged",
    },
    {
      name: '--tensor-parallel-size',
      value: { from: 'GPUs' },
      when: { gpus: 'several' },
      alias: ['-tp'],
      unless: ['--pipeline-parallel-size', '-pp', '--data-parallel-size', '-dp'],
      because: 'the model is split among all GPUs of the pod',
    },
    {
      name: '--dtype',
      value: 'float16',
      when: { lacks: 'bfloat16' },
      because: 'the card has no bfloat16, in which most models are kept',
    },
    {
      name: '--gpu-memory-utilization',
      value: { from: 'share of memory' },
      when: { shared: true },
      because: 'each pod that shares the GPU by turns takes its part of nine tenths',
    },
    {
      name: '--gpu-memory-utilization',
      value: { from: 'utilization' },
      when: { says: 'utilization' },
      because: "weights.utilization, for which the GPU's memory was judged",
    },
    {
      name: '--shutdown-timeout',
      value: { from: 'longest exchange' },
      since: '0.18',
      because: 'requests that have begun are finished, as long as the longest takes',
    },
    {
      name: '--disable-log-requests',
      until: '0.10.1',
      alias: ['--enable-log-requests'],
      because: 'what users write is in no log; later versions log it only when asked to',
    },
  ],
  variables: [
    {
      name: 'VLLM_HTTP_TIMEOUT_KEEP_ALIVE',
      value: '620',
      since: '0.9.2',
      because: 'the load balancer keeps idle connections 600 s; vLLM closes them after 5 s by default',
    },
    {
      name: VLLM_LOG_FILE.variable,
      value: '{log config}',
      since: '0.32',
      when: { logs: 'json' },
      unless: [
        'VLLM_CONFIGURE_LOGGING',
        '--log-config-file',
        '--log-level',
        '--logging-config',
        '--logging-config.formatter',
        '--logging-config.log-level',
        '--logging-config.configure-logging',
        '--logging-config.pylogging-config-file',
      ],
      because: 'logs that keep the contract, the lines of its HTTP server among them',
    },
    { name: 'VLLM_NO_USAGE_STATS', value: '1', because: 'statistics would be sent outside, where no way leads' },
  ],
  measures: [...VLLM_METRICS, VLLM_ENDED],
  signals: VLLM_SIGNALS,
};

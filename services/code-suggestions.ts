import { MlService, type Environment } from 'taxiway';

/** Completes code as the user types, by vLLM. Called by Rails and the workflow agent; keeps no state. */
export class CodeSuggestions extends MlService {
  constructor(env: Environment<'staging' | 'production'>) {
    super(env, 'code-suggestions', {
      owner: 'group::code-creation',
      image: env.image('code-suggestions'),
      maturity: 'ga',
      serves: { profile: 'vllm', longestStream: '5m' },
      slo: { availability: 99.5, latency: { p95: '1s', of: 'vllm:time_to_first_token_seconds' } },
      gpu: { model: 'l4' },
      weights: {
        bucket: 'gitlab-ml-models',
        path: 'code-7b',
        size: '14Gi',
        shape: { layers: 32, heads: 32, kvHeads: 4, headSize: 128 },
        context: 8192,
      },
      replicas: env.select({ staging: 1, production: { min: 3, max: 24 } }),
      callers: ['rails', 'workflow-agent'],
      secrets: ['inference-api-key'],
    });
  }
}

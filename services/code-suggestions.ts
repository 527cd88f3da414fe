import { MlService, type Environment } from 'taxiway';

/** Completes code as the user types, by vLLM. Called by Rails and the workflow agent; keeps no state. */
export class CodeSuggestions extends MlService {
  constructor(env: Environment<'staging' | 'production'>) {
    super(env, 'code-suggestions', {
      owner: 'group::code-creation',
      image: env.image('code-suggestions'),
      maturity: 'ga',
      run: { args: ['--model=/models/code-7b', '--port=8000', '--timeout-keep-alive=620'] },
      serves: { port: 8000, ready: '/health', longestRequest: '60s', longestStream: '5m' },
      gpu: { model: 'l4' },
      replicas: env.select({ staging: 1, production: 6 }),
      callers: ['rails', 'workflow-agent'],
      secrets: ['inference-api-key'],
      identity: { google: ['roles/storage.objectViewer'] },
    });
  }
}

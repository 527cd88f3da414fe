import { longLived, MlService, type Environment } from 'taxiway';

/** Anthropic knows it too, and issues nothing that ends by itself. */
const anthropicKey = longLived({
  name: 'anthropic-key',
  reason: 'the provider issues nothing that ends by itself',
  owner: 'group::duo-workflow',
  expires: '2027-12-31',
  rotateEvery: '180d',
  rotated: '2026-11-02',
});

/** Runs agents for hours over one stream each; gRPC and WebSockets, no GPU. */
export class WorkflowAgent extends MlService {
  constructor(env: Environment<'staging' | 'production'>) {
    super(env, 'workflow-agent', {
      owner: 'group::duo-workflow',
      image: env.image('workflow-agent'),
      maturity: 'beta',
      run: { cpu: 1, memory: '2Gi' },
      serves: { port: 50052, protocol: 'grpc', longestRequest: '1h', longestStream: '1h' },
      replicas: env.select({ staging: 2, production: 8 }),
      calls: ['gitlab-api', 'code-suggestions', 'spamcheck'],
      secrets: [anthropicKey, 'self-signed-jwt-key'],
    });
  }
}

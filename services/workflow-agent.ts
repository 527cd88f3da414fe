import { longLived, MlService, type Environment } from 'taxiway';

const dates = { expires: '2027-12-31', rotateEvery: '180d', rotated: '2026-11-02' } as const;
const anthropicKey = longLived({
  name: 'anthropic-key',
  reason: 'Anthropic knows it too, and issues nothing that ends by itself',
  owner: 'group::duo-workflow',
  ...dates,
});

const begun = { histogram: 'workflow_first_action_seconds', buckets: [0.5, 1, 2.5, 5, 10] };

/** Runs agents for hours over one stream each; gRPC and WebSockets, no GPU. */
export class WorkflowAgent extends MlService {
  constructor(env: Environment<'staging' | 'production'>) {
    super(env, 'workflow-agent', {
      owner: 'group::duo-workflow',
      image: env.image('workflow-agent'),
      maturity: 'beta',
      run: { cpu: 1, memory: '2Gi' },
      serves: { port: 50052, protocol: 'grpc', longestStream: '1h', metrics: { port: 9090 } },
      slo: { availability: { objective: 99.5, of: 'grpc_server_handled_total' }, latency: { p95: '5s', of: begun } },
      replicas: env.select({ staging: 2, production: 8 }),
      calls: ['gitlab-api', 'code-suggestions', 'spamcheck'],
      secrets: [anthropicKey, 'self-signed-jwt-key'],
    });
  }
}

import { MlService, type Environment } from 'taxiway';

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
      secrets: ['anthropic-key', 'self-signed-jwt-key'],
    });
  }
}

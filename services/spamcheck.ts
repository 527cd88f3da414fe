import { MlService, type Environment } from 'taxiway';

/** Scores issues and snippets for spam; Go, gRPC, tiny. */
export class Spamcheck extends MlService {
  constructor(env: Environment) {
    super(env, 'spamcheck', {
      owner: 'group::anti-abuse',
      image: env.image('spamcheck'),
      maturity: 'ga',
      run: { cpu: '250m', memory: '256Mi' },
      serves: { port: 8001, protocol: 'grpc', longestRequest: '5s', metrics: { port: 9090 } },
      slo: { availability: { objective: 99.9, of: 'grpc_server_handled_total' } },
      callers: env.select({
        sandbox: ['rails', 'sidekiq'],
        staging: ['rails', 'sidekiq', 'workflow-agent'],
        production: ['rails', 'sidekiq', 'workflow-agent'],
      }),
      replicas: 2,
    });
  }
}

import { MlService, type Environment } from 'taxiway';

/** Suggests reviewers for a merge request; Python, gRPC, no GPU. */
export class SuggestedReviewers extends MlService {
  constructor(env: Environment<'staging' | 'production'>) {
    super(env, 'suggested-reviewers', {
      owner: 'group::code-review',
      image: env.image('suggested-reviewers'),
      maturity: 'ga',
      run: { cpu: 2, memory: '4Gi', variables: { GRPC_MAX_WORKERS: '16' } },
      serves: { port: 8282, protocol: 'grpc', longestRequest: '10s', metrics: { port: 9090 } },
      slo: { availability: { objective: 99.9, of: 'grpc_server_handled_total' } },
      replicas: env.select({ staging: 1, production: 4 }),
      calls: ['gitlab-api'],
      secrets: ['signing-key'],
      identity: { google: ['roles/storage.objectViewer'] },
    });
  }
}

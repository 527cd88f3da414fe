import { GpuWorkload, MlService, type Environment } from 'taxiway';

/** Turns text into vectors by text-embeddings-inference, and ranks what was found again. */
export class Embeddings extends MlService {
  constructor(env: Environment) {
    super(env, 'embeddings', {
      owner: 'group::global-search',
      image: env.image('text-embeddings-inference'),
      maturity: 'beta',
      run: { args: ['--model-id=/models/e5'] },
      serves: { profile: 'tei', profileVersion: '1.8', longestRequest: '30s' },
      gpu: { model: 't4' },
      replicas: 1,
      secrets: ['hub-token'],
    });
    const reranker = new GpuWorkload(this, 'reranker', {
      image: env.image('text-embeddings-inference'),
      run: { args: ['--model-id=/models/reranker'] },
      serves: { profile: 'tei', profileVersion: '1.8' },
      gpu: { model: 't4' },
      replicas: 1,
      secrets: ['reranker-token'],
    });
    this.workload.mayCall(reranker);
  }
}

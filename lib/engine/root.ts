import { tmpdir } from 'node:os';
import { ImplicitTokenResolver, LazyResolver, NumberStringUnionResolver, type IResolver } from 'cdk8s';
import { App } from 'cdktf';

/**
 * The one root of a tree that both engines accept: cdktf's App, and what cdk8s asks of the construct without a scope.
 * cdk8s reads `resolvers` of that construct without checking its type; test/lib/engine.test.ts holds it to that.
 */
export class EngineRoot extends App {
  readonly resolvers: readonly IResolver[] = [
    new LazyResolver(),
    new ImplicitTokenResolver(),
    new NumberStringUnionResolver(),
  ];

  /** @param outdir An existing folder; cdktf makes it otherwise, and writes there only when its own `synth` is called. */
  constructor(outdir = tmpdir()) {
    super({ outdir, stackTraces: false, context: {} });
  }
}

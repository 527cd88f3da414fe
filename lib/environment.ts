import type { Declaration } from './declaration';
import type { Demand } from './demand';
import { EngineRoot } from './engine/root';
import type { EnvironmentSpec } from './environment-spec';
import { readFacts } from './environment-facts';
import { TaxiwayError, type Mistake } from './errors';
import { isRecord } from './facts/refuse';
import { ImageRef } from './image';
import { oneLine } from './nearest';
import type { QuotaNeed } from './quota';
import { captureCallSite } from './source/call-site';
import { locate } from './source/locate';

/** The scope that services are built in: the root of one environment's tree. */
export class Environment<Name extends string = string> extends EngineRoot {
  /** What services asked of the platform so far. */
  readonly demands: Demand[] = [];
  /** What the services declare, in the order in which they were placed. */
  readonly declarations: Declaration[] = [];
  /** What the pools can take of Google's quotas, once the platform is rendered. */
  quotas?: readonly QuotaNeed[];
  /** Whether the facts are all there: without them no service can be read. */
  readonly whole: boolean;
  private readonly collected: Mistake[] = [];
  private readonly tasks: (() => void)[] = [];

  constructor(
    /** The environment's facts. */
    readonly spec: EnvironmentSpec<Name>,
    outdir?: string,
  ) {
    super(outdir);
    const { whole, mistakes } = readFacts(spec);
    this.whole = whole;
    this.collected.push(...mistakes);
  }

  /** The name of the environment. */
  get name(): Name {
    return this.spec.name;
  }

  /**
   * Picks this environment's value. The compiler asks for every environment that the service runs in.
   * @example
   * replicas: env.select({ staging: 1, production: 6 })
   */
  select<T>(values: { readonly [N in Name]: NoInfer<T> }): T {
    const { name } = this.spec;
    // A program that no type checker has read may give anything.
    const given: unknown = values;
    if (isRecord(given) && Object.hasOwn(given, name)) return values[name];
    const allowed = isRecord(given) ? Object.keys(given) : [];
    throw new TaxiwayError({
      code: 'SELECT_INCOMPLETE',
      at: 'env.select',
      problem: `has no value for ${name}; it has ${allowed.map((one) => oneLine(one)).join(', ') || 'none'}`,
      fix: `name the environments in the constructor, Environment<'…' | '${name}'>, so that the compiler asks for each`,
      allowed,
      source: locate(captureCallSite(this.select))?.position,
      environment: name,
    });
  }

  /** An image by name; its digest comes from the environment's pins, and a missing one is reported with the other mistakes. */
  image(name: string): ImageRef {
    const { images } = this.spec;
    return new ImageRef(
      name,
      this.spec.name,
      typeof (name as unknown) === 'string' && Object.hasOwn(images, name) ? images[name] : undefined,
      Object.keys(images).sort(),
    );
  }

  /** Notes a mistake and goes on; the environment isn't rendered, and all its mistakes are reported together. */
  refuse(mistake: Mistake): void {
    this.collected.push(mistake);
  }

  /** Has something done once every service is placed, when all its workloads are known. */
  onFinish(task: () => void): void {
    this.tasks.push(task);
  }

  /** Runs what waited for the last service; tasks may add tasks. */
  finish(): void {
    for (let task = this.tasks.shift(); task !== undefined; task = this.tasks.shift()) task();
  }

  /** All mistakes found so far. */
  get mistakes(): readonly Mistake[] {
    return this.collected;
  }
}

import { Construct } from 'constructs';
import type { JsonObject } from '../lib/assembly/document';
import { canonical } from '../lib/assembly/canonical';
import { toBudgetCents, type Budget } from '../lib/cost/budget';
import type { Environment } from '../lib/environment';
import { BlockStack, ObjectChart, type UnitProps } from '../lib/engine/unit';
import type { Owner } from '../lib/environment-spec';
import { isRecord } from '../lib/facts/refuse';
import { nameProblem } from '../lib/names';
import { chooseFix, show, shownName } from '../lib/nearest';
import { Props } from '../lib/props';
import { captureCallSite } from '../lib/source/call-site';
import { DeployIdentity } from './deploy-identity';
import type { ExposureProps } from './exposure-props';
import { readExposure } from './exposure-settings';
import { GpuWorkload } from './gpu-workload';
import { IsolatedNamespace } from './isolated-namespace';
import { MATURITIES, type Maturity } from './maturity';
import { requireOnCall } from './on-call';
import { addProviders } from './providers';
import { shareScope, type ServiceScope } from './service-scope';
import { Slo } from './slo';
import type { SloProps } from './slo-props';
import type { WeightsProps } from './weights-props';
import { Workload } from './workload';
import type { GpuProps, WorkloadProps } from './workload-props';
import { ELSEWHERE, WORKLOAD_KEYS } from './workload-settings';

/** A service: who owns it, what it runs, and what it needs. Owner and image are enough. */
export interface MlServiceProps extends WorkloadProps {
  /** The GitLab group that builds it and runs it. */
  readonly owner: Owner;
  /** How far it has come; drives defaults.
   *  @defaultValue experimental */
  readonly maturity?: Maturity;
  /** Whom it serves: `M1` is GitLab.com only, `M2` self-managed instances too.
   *  @defaultValue M1 */
  readonly mode?: 'M1' | 'M2';
  /** What makes the first workload public; only for mode `M2`.
   *  @defaultValue none: it has no address outside the network */
  readonly exposure?: ExposureProps;
  /** GPUs of each pod of the first workload.
   *  @defaultValue none */
  readonly gpu?: GpuProps;
  /** The weights of the model of the first workload; only with a GPU.
   *  @defaultValue none: the process fetches what it needs, and nothing is judged */
  readonly weights?: WeightsProps;
  /** What users may count on, for the first workload.
   *  @defaultValue an availability at the load balancer that follows from the maturity, where requests come through it */
  readonly slo?: SloProps;
  /** What it may cost a month, held against list prices by `check`; `env.select` gives each environment its own.
   *  @defaultValue none: nothing is held against it */
  readonly budget?: Budget;
}

/** Stands in for props that are none, so that what else is missing is still said. */
// The compiler asks for props; a program that it has not read may have none.
const NO_PROPS = {} as MlServiceProps;

const SERVICE_KEYS = ['owner', 'maturity', 'mode', 'exposure', 'gpu', 'weights', 'slo', 'budget', ...WORKLOAD_KEYS];

/**
 * One service in one environment: an isolated namespace, a workload in it, and all that they need around them.
 * @example
 * ```ts
 * export class Spamcheck extends MlService {
 *   constructor(env: Environment) {
 *     super(env, 'spamcheck', { owner: 'group::anti-abuse', image: env.image('spamcheck') });
 *   }
 * }
 * ```
 */
export class MlService extends Construct {
  /** The cage that everything of the service lives in. */
  readonly namespace: IsolatedNamespace;
  /** What its deploy job acts as. */
  readonly deploy: DeployIdentity;
  /** The first workload, `api`. */
  readonly workload: Workload;
  /** What is promised of it, and the rules that keep watch. */
  readonly slo: Slo;

  constructor(env: Environment, id: string, props: MlServiceProps) {
    const site = captureCallSite(MlService);
    const read = new Props(shownName(id), '', site, env.name, (mistake) => {
      env.refuse(mistake);
    });
    super(env, freeId(env, id, read));
    read.known('', props, SERVICE_KEYS, ELSEWHERE);
    const given = isRecord(props) ? props : NO_PROPS;
    const mode = readMode(read, given.mode);
    const scope = this.makeScope(env, this.node.id, read, given, mode);
    readBudget(read, given.budget);
    shareScope(this, scope);
    addProviders(scope);
    this.namespace = new IsolatedNamespace(this, 'namespace', { mode });
    this.deploy = new DeployIdentity(this, 'deploy');
    this.workload =
      given.gpu === undefined
        ? new Workload(this, 'api', given)
        : new GpuWorkload(this, 'api', { ...given, gpu: given.gpu });
    this.slo = new Slo(this, 'slo', { slo: given.slo, of: this.workload });
    env.declarations.push({
      service: scope.id,
      owner: scope.owner,
      construct: this.constructor.name,
      site,
      summary: () => summarize(scope, mode),
      props: () => new Map([...read.entries(), ...scope.later.flatMap((later) => [...later.entries()])]),
    });
  }

  private makeScope(env: Environment, id: string, read: Props, props: MlServiceProps, mode: string): ServiceScope {
    const owner = readOwner(env, read, props.owner);
    const maturity = readMaturity(read, props.maturity);
    requireOnCall(read, env.spec, owner, maturity);
    const unit = (stack: 'grants' | 'workloads', folder: string): UnitProps => ({
      stack: `${id}:${stack}`,
      folder,
      service: id,
      owner,
    });
    return {
      id,
      owner,
      maturity,
      env,
      spec: env.spec,
      grants: new ObjectChart(this, 'grants', unit('grants', `${id}/grants`)),
      blocks: new BlockStack(this, `${id}-grants`, unit('grants', `${id}/grants`), env.spec.state.bucket),
      objects: new ObjectChart(this, 'objects', unit('workloads', id)),
      props: read,
      workloads: [],
      limits: [],
      slis: [],
      exposure: readExposure(read, props.exposure, {
        service: id,
        mode,
        environment: env.name,
        public: env.spec.gateway.public,
      }),
      told: [],
      later: [],
    };
  }
}

/** The id, or a stand-in for one that can't be used, so that the other mistakes are still found. */
function freeId(env: Environment, id: string, read: Props): string {
  const problem = nameProblem(id);
  if (problem !== undefined)
    read.refuse('', { code: 'NAME_INVALID', problem: `the service's id ${problem}`, fix: 'choose another id' }, id);
  const taken = problem === undefined && env.node.tryFindChild(id) !== undefined;
  if (taken) {
    const fix = 'give one of them another id: it names the namespace and the state';
    read.refuse(
      '',
      { code: 'SERVICE_DUPLICATE', problem: `another service of ${env.name} has the id '${id}'`, fix },
      id,
    );
  }
  return problem === undefined && !taken ? id : `refused-${env.node.children.length}`;
}

function readOwner(env: Environment, read: Props, given: Owner | undefined): string {
  const teams = Object.keys(env.spec.teams).sort();
  const fallback = { value: 'group::nobody', because: 'every service has an owner' };
  if (given === undefined) {
    read.refuse('owner', {
      code: 'OWNER_UNKNOWN',
      problem: 'is missing',
      fix: chooseFix(undefined, teams, 'name one of'),
      allowed: teams,
    });
    return fallback.value;
  }
  return read.take<string>('owner', given, fallback, (owner) =>
    teams.includes(owner)
      ? undefined
      : {
          code: 'OWNER_UNKNOWN',
          problem: `is ${show(owner)}, a team that nobody knows`,
          fix: chooseFix(owner, teams, 'the teams are'),
          allowed: teams,
        },
  );
}

function readMaturity(read: Props, given: Maturity | undefined): Maturity {
  const fallback = { value: 'experimental', because: 'every service begins as an experiment' } as const;
  return read.take<Maturity>('maturity', given, fallback, (maturity) =>
    MATURITIES.includes(maturity)
      ? undefined
      : {
          code: 'VALUE_INVALID',
          problem: `is ${show(maturity)}`,
          fix: chooseFix(maturity, MATURITIES),
          allowed: MATURITIES,
        },
  );
}

function readMode(read: Props, given: string | undefined): string {
  return read.take('mode', given, { value: 'M1', because: 'GitLab.com only, with nothing public' }, (mode) =>
    mode === 'M1' || mode === 'M2'
      ? undefined
      : {
          code: 'MODE_UNSUPPORTED',
          problem: `is ${show(mode)}`,
          fix: "use 'M1' or 'M2'; nothing is rendered for other modes",
          allowed: ['M1', 'M2'],
        },
  );
}

/** Nothing is rendered from it: the declaration carries it. */
function readBudget(read: Props, given: Budget | undefined): void {
  if (given === undefined) return;
  read.take<string | null>('budget', given, { value: null, because: 'nothing is held against it' }, (budget) =>
    toBudgetCents(budget) === undefined
      ? {
          code: 'BUDGET_INVALID',
          problem: `is ${show(budget)}`,
          fix: "give dollars a month such as '3000 USD' or '249.50 USD', without separators, above 0",
        }
      : undefined,
  );
}

function summarize({ id, owner, maturity, workloads, slis, exposure, told }: ServiceScope, mode: string): JsonObject {
  const measures = { ...(slis.length === 0 ? {} : { slis }), ...(told.length === 0 ? {} : { secretAlerts: told }) };
  // A summary is plain data.
  return canonical({ service: id, owner, maturity, mode, workloads, ...measures, exposure }) as JsonObject;
}

import type { Assembly } from '../../../lib/assembly/assembly';
import { added, assemblyOf, edited } from '../../support/assemblies';
import { casesOf, type Case, type Edit } from './case';

const SERVICE = 'production/code-suggestions:workloads/taxiway/Service';
const POOL = 'production/platform/terraform/resource.google_container_node_pool/-/l4-x1';
const DEMAND = 'production/code-suggestions:workloads/taxiway/GpuNodes';
const DEPLOYMENT = 'production/code-suggestions:workloads/apps/Deployment/code-suggestions/api';
const PATH = 'props.budget.value';

/** Three nodes of one pool to 24, of which 11.4 are expected: 2,052.90, 7,801.02, 16,423.20 USD. */
const budget = (value: string): Edit => [SERVICE, 'props.budget', { value, origin: 'typed' }];
const UNPRICED: Edit = [POOL, 'node_config.machine_type', 'n1-standard-4'];
const UNPRICED_DISK: Edit = [POOL, 'node_config.disk_type', 'hyperdisk-ml'];

/** One pod to 24, of which 10.2 are expected: 684.30, 6,979.86, 16,423.20 USD. */
function scaled(value: string): Assembly {
  const production = added(assemblyOf('production'), DEPLOYMENT, {
    id: DEPLOYMENT.replace('apps/Deployment', 'scaling/HorizontalPodAutoscaler'),
    kind: 'HorizontalPodAutoscaler',
    object: {
      metadata: { name: 'api', namespace: 'code-suggestions' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'api' }, minReplicas: 1, maxReplicas: 24 },
    },
  });
  return edited(production, ...budget(value));
}

const exceeded = casesOf('BUDGET_EXCEEDED');
exceeded.objects('a cent too little', [budget('7801.01 USD')], PATH);
exceeded.objects('what is above even without the price that nobody knows', [budget('10 USD'), UNPRICED_DISK], PATH);
exceeded.of('what is expected of an autoscaler', scaled('6979.85 USD'), PATH);
exceeded.of('the part of an autoscaler that is not expected', scaled('6979.86 USD'));
exceeded.passes('a budget that is met to the cent', budget('7801.02 USD'));
exceeded.passes('a service without a budget');
exceeded.passes('a budget that nobody can judge', budget('10 USD'), UNPRICED);

const ceiling = casesOf('BUDGET_CEILING');
ceiling.of('an autoscaler that may go a cent above', scaled('16423.19 USD'), PATH);
ceiling.of('an autoscaler that stays within', scaled('16423.20 USD'));
ceiling.of('what is expected to be above anyway', scaled('2000 USD'));
ceiling.passes('what nobody can judge', budget('9000 USD'), UNPRICED);

const unknown = casesOf('BUDGET_UNKNOWN');
unknown.objects('a machine without a price', [budget('9000 USD'), UNPRICED], PATH);
unknown.objects('a disk without a price', [budget('9000 USD'), UNPRICED_DISK], PATH);
unknown.objects('a demand that nobody here understands', [budget('9000 USD'), [DEMAND, 'model', 'h9000']], PATH);
unknown.objects('a currency that nobody here reads', [budget('9000 EUR')], PATH);
unknown.passes('a budget with all prices', budget('9000 USD'));
unknown.passes('a machine without a price, and no budget', UNPRICED);
unknown.passes('what is above anyway', budget('10 USD'), UNPRICED_DISK);

export const BUDGET_CASES: readonly Case[] = [exceeded, ceiling, unknown].flatMap(({ cases }) => cases);

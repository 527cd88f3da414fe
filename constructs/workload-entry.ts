import type { Construct } from 'constructs';
import { nameProblem, SERVICE_AND_WORKLOAD_LIMIT } from '../lib/names';
import { show, shownName } from '../lib/nearest';
import { Props, type Objection } from '../lib/props';
import type { CallSite } from '../lib/source/call-site';
import { requireScope, type ServiceScope } from './service-scope';

/** Who a new workload is: its service, the reader of its props, and a name that can be used. */
export interface WorkloadEntry {
  readonly service: ServiceScope;
  readonly read: Props;
  readonly name: string;
  /** The first workload is the service's own; its props are the service's. */
  readonly first: boolean;
}

/** Admits a workload to its service. A name that can't be used is refused and replaced, so that the other mistakes are still found. */
export function enterService(scope: Construct, id: string, site: CallSite): WorkloadEntry {
  const service = requireScope(scope);
  const first = service.workloads.length === 0;
  const read = first ? service.props : laterProps(service, id, site);
  const objection = objectionTo(service, scope, id);
  if (objection === undefined) return { service, read, name: id, first };
  read.refuse('', objection, id);
  const usable = objection.code === 'NAME_TOO_LONG';
  return { service, read, name: usable ? id : `refused-${service.workloads.length}`, first };
}

function laterProps(service: ServiceScope, id: string, site: CallSite): Props {
  const read = new Props(
    `${shownName(service.id)}.${shownName(id)}`,
    `${shownName(id)}.`,
    site,
    service.env.name,
    (mistake) => {
      service.env.refuse(mistake);
    },
  );
  service.later.push(read);
  return read;
}

function objectionTo(service: ServiceScope, scope: Construct, id: string): Objection | undefined {
  const problem = nameProblem(id);
  const fix = 'choose another name';
  if (problem !== undefined) return { code: 'NAME_INVALID', problem: `the workload's name ${problem}`, fix };
  if (service.workloads.some(({ name }) => name === id)) {
    return { code: 'WORKLOAD_DUPLICATE', problem: `the service has a workload '${id}' already`, fix };
  }
  if (scope.node.tryFindChild(id) !== undefined) {
    return { code: 'NAME_INVALID', problem: `something else of the service is called '${id}'`, fix };
  }
  const length = service.id.length + id.length;
  if (length <= SERVICE_AND_WORKLOAD_LIMIT) return undefined;
  return {
    code: 'NAME_TOO_LONG',
    problem: `service and workload ${show(service.id)} and ${show(id)} have ${length} characters together; ${SERVICE_AND_WORKLOAD_LIMIT} are allowed`,
    fix: `shorten it by ${length - SERVICE_AND_WORKLOAD_LIMIT}: load-balancer metrics cut longer names`,
  };
}

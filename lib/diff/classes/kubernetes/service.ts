import { NOWHERE_LABEL } from '../../../stop/change';
import { at } from '../../../check/json';
import { documentOf } from '../sentence';
import type { KindClasses } from '../table';
import { all, availability, comesAndGoes, member, neutral, security, when } from '../vocabulary';
import { OBJECT } from './metadata';

const OUTSIDE = ['LoadBalancer', 'NodePort'];
const outside = (value: unknown): boolean => typeof value === 'string' && OUTSIDE.includes(value);

const OTHER_PODS = all(
  availability.less('calls of {who} go to other pods: {key} is {after} instead of {before}'),
  security.other('calls of {who} go to other pods: {key} is {after} instead of {before}'),
);
/** No pod has this label, and a stop adds it: whoever takes it away opens nothing that was not open before the stop. */
const NOWHERE = member({
  added: availability.less('calls of {who} reach no pod any more'),
  removed: availability.more('calls of {who} reach its pods again'),
  changed: OTHER_PODS,
});

/** Where a workload answers. */
export const SERVICE: KindClasses = {
  domain: 'kubernetes',
  kind: 'Service',
  whole: comesAndGoes({
    added: when(
      (situation) => outside(at(documentOf(situation).object, 'spec', 'type')),
      security.wider('{who} can be called from outside the cluster: {name}', { effect: 'creates' }),
      availability.more('{who} has an address in the cluster: {name}', { effect: 'creates' }),
    ),
    removed: availability.less('nobody finds {who} any more: its address {name} is gone', { effect: 'deletes' }),
    renamed: availability.less('{who} has another address in the cluster: {name}', {
      effect: 'replaces',
      loses: 'calls to the old address',
    }),
  }),
  paths: {
    'spec.type': when(
      ({ after }) => outside(after),
      security.wider('{who} can be called from outside the cluster: {after} instead of {before}'),
      when(
        ({ before }) => outside(before),
        security.narrower('{who} can be called from inside the cluster only: {after} instead of {before}'),
        security.other('{who} has another kind of address: {after} instead of {before}'),
      ),
    ),
    'spec.selector.*': (situation) => (situation.path.at(-1) === NOWHERE_LABEL ? NOWHERE : OTHER_PODS)(situation),
    'spec.selector': security.other('calls of {who} go to other pods: {after} instead of {before}'),
    'spec.ports[]': member({
      added: availability.more('{who} also answers at {after}'),
      removed: availability.less('{who} does not answer at {before} any more'),
      changed: availability.other('{who} answers at {after} instead of {before}'),
    }),
    'spec.ports[].port': availability.other(
      '{who} is called on port {after} instead of {before}; its callers must follow',
    ),
    'spec.ports[].targetPort': availability.other('calls of {who} go to its port {after} instead of {before}'),
    'spec.ports[].nodePort': security.wider('{who} can be called at port {after} of every node instead of {before}'),
    'spec.ports[].name': availability.other(
      'the port {before} of {who} is called {after}; what refers to it by name must follow',
    ),
    'spec.ports[].protocol': availability.other('{who} is called by {after} instead of {before}'),
    'spec.ports[].appProtocol': availability.other('a load balancer speaks {after} with {who} instead of {before}'),
    'spec.externalIPs[]': security.wider('{who} can be called at the address {after}, was {before}'),
    'spec.externalName': security.other('calls of {who} leave the cluster for {after} instead of {before}'),
    'spec.loadBalancerSourceRanges[]': member({
      added: security.other('{who} can be called from outside by {after}'),
      removed: security.other('{who} can no longer be called from outside by {before}'),
    }),
    'spec.loadBalancerSourceRanges': security.wider('{who} can be called from outside by {after} instead of {before}'),
    'spec.loadBalancerIP': availability.other('{who} is reached at {after} instead of {before}'),
    'spec.loadBalancerClass': security.other('{who} is reached through {after} instead of {before}', {
      effect: 'replaces',
    }),
    'spec.clusterIP': availability.less('{who} has another address in the cluster: {after} instead of {before}', {
      effect: 'replaces',
    }),
    'spec.clusterIPs[]': availability.less('{who} has another address in the cluster: {after} instead of {before}', {
      effect: 'replaces',
    }),
    'spec.sessionAffinity': availability.other(
      'a caller of {who} meets the same pod again: {after} instead of {before}',
    ),
    'spec.sessionAffinityConfig.**': availability.other(
      'a caller of {who} meets the same pod for {after} instead of {before}',
    ),
    'spec.externalTrafficPolicy': availability.other('calls from outside reach {who} by {after} instead of {before}'),
    'spec.internalTrafficPolicy': availability.other('calls reach {who} by {after} instead of {before}'),
    'spec.trafficDistribution': availability.other('calls reach {who} by {after} instead of {before}'),
    'spec.publishNotReadyAddresses': availability.other('{who} gets calls before it is ready: {after}, was {before}'),
    'spec.allocateLoadBalancerNodePorts': security.other('{who} has a port on every node: {after}, was {before}'),
    'spec.healthCheckNodePort': neutral('{who} is asked at port {after} of nodes instead of {before}'),
    'spec.ipFamilies[]': availability.other('{who} has addresses of {after} instead of {before}'),
    'spec.ipFamilyPolicy': availability.other('{who} has addresses of {after} instead of {before}'),
    ...OBJECT,
  },
};

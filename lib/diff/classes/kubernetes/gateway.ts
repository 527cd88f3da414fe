import { isPublicClass as isPublic } from '../../../check/public-objects';
import { documentOf } from '../sentence';
import type { KindClasses } from '../table';
import { at } from '../../../check/json';
import { all, availability, comesAndGoes, member, ranked, security, when } from '../vocabulary';
import { OBJECT } from './metadata';

/** The entrance for calls from outside the cluster. */
export const GATEWAY: KindClasses = {
  domain: 'kubernetes',
  kind: 'Gateway',
  whole: comesAndGoes({
    added: when(
      (situation) => isPublic(at(documentOf(situation).object, 'spec', 'gatewayClassName')),
      security.wider('{environment} has a public entrance: {name}', { effect: 'creates' }),
      security.wider('{environment} has an entrance inside the network: {name}', { effect: 'creates' }),
    ),
    removed: availability.less('nobody reaches the services of {environment} through {name} any more', {
      effect: 'deletes',
      loses: 'every call from outside the cluster',
    }),
    renamed: availability.less('the entrance of {environment} is made anew as {name}', {
      effect: 'replaces',
      loses: 'its address, and calls meanwhile',
    }),
  }),
  paths: {
    'spec.gatewayClassName': all(
      when(
        ({ after }) => isPublic(after),
        security.wider('the entrance {name} is now public: {after} instead of {before}', { effect: 'replaces' }),
        when(
          ({ before }) => isPublic(before),
          security.narrower('the entrance {name} is not public any more: {after} instead of {before}', {
            effect: 'replaces',
          }),
          security.other('the entrance {name} is another one: {after} instead of {before}', { effect: 'replaces' }),
        ),
      ),
      availability.less('the entrance {name} is made anew: {after} instead of {before}', {
        effect: 'replaces',
        loses: 'its address, and calls meanwhile',
      }),
    ),
    'spec.listeners[]': member({
      added: security.wider('the entrance {name} also listens as {item}: {after}'),
      removed: availability.less('the entrance {name} does not listen as {item} any more'),
      changed: security.other('the entrance {name} listens as {after} instead of {before}'),
    }),
    'spec.listeners[].name': availability.other(
      'a listener of {name} is called {after} instead of {before}; routes that name it must follow',
    ),
    'spec.listeners[].hostname': member({
      added: security.narrower('the entrance {name} answers to {after} only'),
      removed: security.wider('the entrance {name} answers to any host name, not only {before}'),
      changed: security.other('the entrance {name} answers to {after} instead of {before}'),
    }),
    'spec.listeners[].port': availability.other('the entrance {name} listens on {after} instead of {before}'),
    'spec.listeners[].protocol': ranked(
      ['HTTP', 'TCP', 'UDP', 'TLS', 'HTTPS'],
      'the entrance {name} speaks {after} instead of {before}',
      {
        up: [security.narrower],
        down: [security.wider],
      },
    ),
    'spec.listeners[].tls.mode': security.other('the entrance {name} treats encryption as {after} instead of {before}'),
    'spec.listeners[].tls.certificateRefs[].**': security.other(
      'the entrance {name} shows the certificate {after} instead of {before}',
    ),
    'spec.listeners[].tls.options.*': security.other(
      'the entrance {name} encrypts otherwise: {key} {after} instead of {before}',
    ),
    'spec.listeners[].tls.**': security.other(
      'the entrance {name} encrypts otherwise: {key} {after} instead of {before}',
    ),
    'spec.listeners[].allowedRoutes.namespaces.from': ranked(
      ['All', 'Selector', 'Same', 'None'],
      'routes may attach to the entrance {name} from {after} namespaces instead of {before}',
      { unset: 'Same', up: [security.narrower], down: [security.wider] },
    ),
    'spec.listeners[].allowedRoutes.namespaces.selector.**': member({
      added: security.narrower('only namespaces with {key} {after} may attach routes to {name}'),
      removed: security.wider('namespaces need no {key} {before} any more to attach routes to {name}'),
      changed: security.other('namespaces with {key} {after} instead of {before} may attach routes to {name}'),
    }),
    'spec.listeners[].allowedRoutes.kinds[].**': security.other(
      'other routes may attach to {name}: {after} instead of {before}',
    ),
    'spec.addresses[].**': availability.other('the entrance {name} has the address {after} instead of {before}'),
    'spec.infrastructure.**': security.other(
      'the entrance {name} is set up otherwise: {key} {after} instead of {before}',
    ),
    'spec.allowedListeners.**': security.wider('others may add listeners to {name}: {after}, was {before}'),
    'spec.tls.**': security.other('the entrance {name} encrypts otherwise: {key} {after} instead of {before}'),
    ...OBJECT,
  },
};

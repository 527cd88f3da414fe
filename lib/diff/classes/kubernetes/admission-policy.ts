import { asText, asTexts, at } from '../../../check/json';
import { shown } from '../sentence';
import type { KindClasses, LeafSituation } from '../table';
import { all, availability, comesAndGoes, member, neutral, observability, security, when } from '../vocabulary';
import { OBJECT } from './metadata';

const denies = (value: LeafSituation['after']): boolean => value === 'Deny' || asTexts(value).includes('Deny');

/** What a validation is about: its message without what to do, or the expression where it has none. */
function refused(validation: LeafSituation['after']): string {
  const message = asText(at(validation, 'message'))?.split(';')[0];
  return shown(message ?? at(validation, 'expression') ?? validation);
}

/** What the cluster itself refuses. */
export const ADMISSION_POLICIES: readonly KindClasses[] = [
  {
    domain: 'kubernetes',
    kind: 'ValidatingAdmissionPolicy',
    whole: comesAndGoes({
      added: security.narrower('the cluster of {environment} holds objects to {name}', { effect: 'creates' }),
      removed: security.wider('the cluster of {environment} does not hold objects to {name} any more', {
        effect: 'deletes',
      }),
    }),
    paths: {
      'spec.failurePolicy': when(
        ({ after }) => after === 'Ignore',
        security.wider('{name} lets everything pass when it fails'),
        all(
          security.narrower('{name} lets nothing pass when it fails'),
          availability.other('nothing can be changed while {name} fails'),
        ),
      ),
      'spec.validations[]': member({
        added: security.narrower(({ after }) => `{name} also refuses this: ${refused(after)}`),
        removed: security.wider(({ before }) => `{name} does not refuse this any more: ${refused(before)}`),
        changed: security.other('{name} asks for {after} instead of {before}'),
      }),
      'spec.validations[].expression': security.other('{name} asks for {after} instead of {before}'),
      'spec.validations[].message': neutral('{name} refuses in other words'),
      'spec.validations[].messageExpression': neutral('{name} refuses in other words'),
      'spec.validations[].reason': neutral('{name} refuses as {after} instead of {before}'),
      'spec.auditAnnotations[].**': observability.other('{name} leaves {after} in the audit log instead of {before}'),
      'spec.matchConditions[]': member({
        added: security.wider('{name} looks only at what is {after}'),
        removed: security.narrower('{name} looks at more than what is {before}'),
      }),
      'spec.matchConditions[].**': security.other('{name} looks only at what is {after}, was {before}'),
      'spec.matchConstraints.excludeResourceRules[].**': security.wider(
        '{name} does not look at {after}, was {before}',
      ),
      'spec.matchConstraints.**': security.other('{name} looks at other objects: {key} {after} instead of {before}'),
      'spec.paramKind.**': security.other('{name} takes its settings from {after} instead of {before}'),
      'spec.variables[].**': security.other('{name} reckons otherwise: {item} is {after} instead of {before}'),
      ...OBJECT,
    },
  },
  {
    domain: 'kubernetes',
    kind: 'ValidatingAdmissionPolicyBinding',
    whole: comesAndGoes({
      added: security.narrower('{name} is in force in {environment}', { effect: 'creates' }),
      removed: security.wider('{name} is not in force in {environment} any more', { effect: 'deletes' }),
    }),
    paths: {
      'spec.validationActions[]': when(
        ({ before, after }) => denies(before) && !denies(after),
        security.wider('{name} refuses nothing any more, and only tells of it'),
        when(
          ({ before, after }) => denies(after) && !denies(before),
          security.narrower('{name} refuses what it only told of before: {after}'),
          observability.other('{name} tells people otherwise: {after} instead of {before}'),
        ),
      ),
      'spec.policyName': security.other('{name} puts {after} in force instead of {before}'),
      'spec.paramRef.**': security.other('{name} takes its settings from {after} instead of {before}'),
      'spec.matchResources.**': security.other(
        '{name} is in force for other objects: {key} {after} instead of {before}',
      ),
      ...OBJECT,
    },
  },
];

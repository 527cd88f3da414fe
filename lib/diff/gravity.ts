import { CLASSES, type Assessment } from './change';

/** Whether it goes the way that a reviewer has to look at: wider, less available, more expensive, more data at risk. */
export function isAdverse({ class: touched, direction }: Assessment): boolean {
  switch (touched) {
    case 'neutral':
      return false;
    case 'unclassified':
      return true;
    case 'security':
      return direction !== 'narrower';
    case 'availability':
    case 'observability':
      return direction !== 'more';
    default:
      return direction !== 'less';
  }
}

/**
 * Orders by gravity, the gravest first: what goes the wrong way, then by class, then what nobody knows the effect of,
 * then what surely goes that way.
 */
export function compareGravity(one: Assessment, other: Assessment): number {
  return rank(one) - rank(other);
}

const EFFECTS = ['unknown', 'deletes', 'replaces', 'needs-order', 'rolls-pods', 'in-place', 'creates'];

function rank(assessment: Assessment): number {
  const adverse = isAdverse(assessment) ? 0 : 1000;
  const unsure = assessment.direction === 'other' ? 1 : 0;
  return adverse + CLASSES.indexOf(assessment.class) * 20 + EFFECTS.indexOf(assessment.effect) * 2 + unsure;
}

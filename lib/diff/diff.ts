import { parseId } from '../assembly/id';
import type { Document } from '../assembly/document';
import { originOf } from '../origin';
import type { Assessment, Change, Operation } from './change';
import { tableOf } from './classes/all';
import { unclassified, type Sides } from './classes/table';
import { deltasOf, type Delta } from './compare';
import { isSuppressed } from './effects/suppressed';
import { compareGravity } from './gravity';
import { pairsOf, type Pair } from './identity';
import { pathText } from './path';
import { asPlaced } from '../stop/reviewed';

/** Everything that differs in meaning between two assemblies of one environment, and what it means; by id and path. */
export function diffAssemblies(given: Sides): readonly Change[] {
  const sides = asPlaced(given);
  return pairsOf(sides.base, sides.head).flatMap((pair) => changesOf(pair, sides));
}

function changesOf(pair: Pair, sides: Sides): readonly Change[] {
  const { before, after, renamed } = pair;
  const document = after ?? before;
  if (document === undefined) return [];
  const table = tableOf(document.domain, document.kind);
  const changes: Change[] = [];
  if (before === undefined || after === undefined || renamed !== undefined) {
    const says = table?.whole({ before, after, sides }) ?? unclassified(document.kind);
    const operation = renamed ?? (before === undefined ? 'added' : 'removed');
    changes.push(changeOf(pair, document, operation, says));
  }
  if (before === undefined || after === undefined) return changes;
  for (const delta of deltasOf(before, after, pair.names)) {
    const judge = table?.judgeOf(delta.path);
    const situation = { ...delta, documents: { before, after }, sides };
    if (document.domain === 'terraform' && isSuppressed(situation)) continue;
    const says = judge?.(situation) ?? unclassified(`${document.kind} ${pathText(delta.path)}`);
    changes.push(changeOf(pair, document, 'changed', says, delta));
  }
  return changes;
}

function changeOf(
  { before, renamed }: Pair,
  document: Document,
  operation: Operation,
  assessed: Assessment | readonly Assessment[],
  delta?: Delta,
): Change {
  const assessments = [assessed].flat().sort(compareGravity);
  const { environment, stack } = parseId(document.id);
  const path = delta === undefined ? undefined : pathText(delta.path);
  // What is gone has its place in the base.
  const where = delta !== undefined && delta.after === undefined && before !== undefined ? before : document;
  return {
    environment,
    stack,
    service: document.service,
    owner: document.owner,
    document: document.id,
    ...(renamed === undefined || before === undefined ? {} : { from: before.id }),
    domain: document.domain,
    kind: document.kind,
    operation,
    ...(delta === undefined ? {} : { path, before: delta.before, after: delta.after }),
    assessments,
    source: originOf(where, delta?.place ?? '')?.at ?? document.origins.at,
  };
}

import { documentsOf } from '../../assembly/find';
import type { Document } from '../../assembly/document';
import { valueAt } from '../../origin';
import { changed, changeOf } from '../../stop/change';
import { isStopLevel, type StopLevel } from '../../stop/level';
import { declarationsOf } from '../fleet';
import type { Objection } from '../finding';
import { at } from '../json';
import type { Rule } from '../rule';

/** Makes sure that what is rendered is as stopped as it says, and says what the record does. */
export const stopNotObeyed: Rule = {
  code: 'STOP_NOT_OBEYED',
  severity: 'error',
  title: 'what is recorded as stopped is rendered so, in every document',
  requirement: 'R340',
  scope: 'environment',
  *check(assembly, { stops }) {
    const recorded = stops?.get(assembly.environment);
    const levels = new Map<string, StopLevel>();
    for (const { id, service = '', object } of declarationsOf(assembly)) {
      const level = at(object, 'stopped', 'level');
      if (isStopLevel(level)) levels.set(service, level);
      const wanted = recorded?.[service]?.level;
      if (recorded === undefined || wanted === level) continue;
      const now = isStopLevel(level) ? `stopped (${level})` : 'running';
      yield {
        document: id,
        path: 'stopped',
        problem: `is rendered as ${now}, and ${assembly.environment}.stops.json ${wanted === undefined ? 'does not name it' : `says ${wanted}`}`,
        fix: 'run taxiway synth, which obeys the record, or taxiway stop or restore with this tree',
      };
    }
    for (const domain of levels.size === 0 ? [] : (['kubernetes', 'terraform'] as const))
      for (const document of documentsOf(assembly, domain)) yield* alive(document, levels.get(document.service ?? ''));
  },
};

/** What a level would still change of a document. */
function* alive(document: Document, level: StopLevel | undefined): Generator<Objection> {
  const change = level === undefined ? undefined : changeOf(document, level);
  if (level === undefined || change === undefined) return;
  const fix = `render it with taxiway synth, or stop it again: taxiway stop ${document.service ?? ''} --level ${level}`;
  if (change === 'removed') {
    yield { document: document.id, problem: `is there, although its service is stopped (${level})`, fix };
    return;
  }
  const made = changed(document.object, change);
  for (const [steps] of change) {
    const path = steps.join('.');
    if (JSON.stringify(valueAt(document.object, path)) === JSON.stringify(valueAt(made, path))) continue;
    yield { document: document.id, path, problem: `is not as a stopped service has it (${level})`, fix };
  }
}

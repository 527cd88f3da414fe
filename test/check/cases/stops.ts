import { obeyStops } from '../../../lib/stop/obey';
import type { StopLevel } from '../../../lib/stop/level';
import type { StopRecord, Stops } from '../../../lib/stop/record';
import { assemblyOf, edited } from '../../support/assemblies';
import type { Case } from './case';

function recordOf(level: StopLevel): StopRecord {
  return { level, who: 'on-call', why: 'it answers nonsense', when: '2026-11-28T02:10:00Z' };
}

const running = assemblyOf('production');
const at = (level: StopLevel) => obeyStops(running, { spamcheck: recordOf(level) });
const recorded = (level?: StopLevel): Case['stops'] =>
  new Map<string, Stops>([['production', level === undefined ? {} : { spamcheck: recordOf(level) }]]);

const old = (to: string, given: Case['given'], today: string | undefined, ...paths: readonly string[]): Case => ({
  code: 'STOP_OLD',
  to,
  given,
  paths,
  today,
});
const obeyed = (to: string, given: Case['given'], stops: Case['stops'], ...paths: readonly string[]): Case => ({
  code: 'STOP_NOT_OBEYED',
  to,
  given,
  paths: [...paths].sort(),
  stops,
});

export const STOP_CASES: readonly Case[] = [
  old('a stop of fifteen days', at('drain'), '2026-12-13', 'stopped.when'),
  old('a stop of two weeks', at('quarantine'), '2026-12-12'),
  old('a stop on a day that nobody names', at('stop'), undefined),
  old('services that run', running, '2030-01-01'),
  obeyed('rendered files that do not know of the stop', running, recorded('stop'), 'stopped'),
  obeyed('rendered files that are stopped less', at('drain'), recorded('quarantine'), 'stopped'),
  obeyed('rendered files of a service that was restored', at('stop'), recorded(), 'stopped'),
  obeyed('a stopped service as its record says', at('quarantine'), recorded('quarantine')),
  obeyed('a stopped service where there is no record', at('stop'), undefined),
  obeyed('services that run, and an empty record', running, recorded()),
  obeyed(
    'pods of a stopped service',
    edited(at('stop'), 'Deployment/spamcheck/api', 'spec.replicas', 1),
    undefined,
    'spec.replicas',
  ),
  obeyed(
    'a Service that leads to pods again',
    edited(at('drain'), 'core/Service/spamcheck/api', 'spec.selector', { 'taxiway.dev/service': 'spamcheck' }),
    undefined,
    'spec.selector.taxiway.dev/stopped',
  ),
  obeyed(
    'a policy that opens a service in quarantine',
    edited(at('quarantine'), 'NetworkPolicy/spamcheck/api-ingress', 'spec.ingress', [{}]),
    undefined,
    'spec.ingress',
  ),
];

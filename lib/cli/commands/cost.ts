import { declaredBudgets } from '../../check/budgets';
import { costOf, EXPECTED_LOAD } from '../../cost/cost';
import { CATALOGUE_PRICES } from '../../cost/prices';
import { costInputOf } from '../../cost/read';
import { TaxiwayError } from '../../errors';
import { show } from '../../nearest';
import { costJson, costText } from '../../report/cost';
import { loadAssemblies, type LoadOptions } from '../assemblies';
import { mistakesJson, print, printMistakes } from '../print';
import { EXIT, type ExitCode, type Session } from '../session';

/** Options of `taxiway cost`. */
export interface CostOptions extends LoadOptions {
  /** The part of the pods beyond the fewest that is expected to run, from 0 to 1. */
  readonly load?: string;
}

/** Shows what services, pools and environments cost a month at list prices. */
export function cost(session: Session, options: CostOptions): ExitCode {
  const load = options.load === undefined ? EXPECTED_LOAD : thousandths(options.load);
  const { assemblies, mistakes } = loadAssemblies(session, options);
  const costs = assemblies.map((assembly) => costOf(costInputOf(assembly), CATALOGUE_PRICES, load));
  const budgets = assemblies.flatMap((assembly) =>
    declaredBudgets(assembly).map(({ declaration: { service = '' }, given }) => ({
      environment: assembly.environment,
      service,
      given,
    })),
  );
  const view = { costs, budgets, services: options.service ?? [] };
  print(session, options.format, 'cost', { ...costJson(view), mistakes: mistakesJson(mistakes) }, () =>
    // Tables of nothing would say that nothing costs anything.
    costs.length === 0 ? '' : costText(session.terminal, view),
  );
  if (mistakes.length === 0) return EXIT.done;
  if (options.format === 'text') printMistakes(session, 'text', 'cost', mistakes);
  return EXIT.input;
}

function thousandths(load: string): number {
  const part = /^(?:0(?:\.\d{1,3})?|1(?:\.0{1,3})?)$/.test(load) ? Math.round(Number(load) * 1000) : undefined;
  if (part !== undefined) return part;
  const fix = "give a number from 0 to 1 with up to three digits, such as '0.4'";
  throw new TaxiwayError({ code: 'USAGE', at: '--load', problem: `is ${show(load)}`, fix, given: load });
}

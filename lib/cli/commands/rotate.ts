import { declarationsOf, factsOf } from '../../check/fleet';
import { TaxiwayError } from '../../errors';
import { chooseFix, show } from '../../nearest';
import { plansOf, type RotationPlan } from '../../rotation/plan';
import { secretsOf } from '../../secrets/declared';
import { rotationText } from '../../report/rotation';
import { loadAssemblies, type LoadOptions, type Loaded } from '../assemblies';
import { mistakesJson, print, printMistakes } from '../print';
import { EXIT, type ExitCode, type Session } from '../session';

/** Prints the plan of a rotation for every service and environment that has a secret of this name; changes nothing. */
export function rotatePlan(session: Session, secret: string, options: LoadOptions): ExitCode {
  const loaded = loadAssemblies(session, options);
  const plans = plansIn(loaded, options.service).filter((plan) => plan.secret === secret);
  if (plans.length === 0 && loaded.mistakes.length === 0) throw unknown(loaded, secret, options.service);
  print(session, options.format, 'rotate plan', { plans, mistakes: mistakesJson(loaded.mistakes) }, () =>
    rotationText(plans),
  );
  if (loaded.mistakes.length === 0) return EXIT.done;
  if (options.format === 'text') printMistakes(session, 'text', 'rotate plan', loaded.mistakes);
  return EXIT.input;
}

function plansIn({ assemblies }: Loaded, services: readonly string[] = []): readonly RotationPlan[] {
  return assemblies.flatMap((assembly) => {
    const byId = new Map(assembly.documents.map((document) => [document.id, document]));
    return declarationsOf(assembly)
      .filter(({ service = '' }) => services.length === 0 || services.includes(service))
      .flatMap((declaration) => plansOf((id) => byId.get(id), factsOf(assembly), declaration));
  });
}

function unknown(loaded: Loaded, secret: string, services: readonly string[] = []): TaxiwayError {
  const declared = loaded.assemblies.flatMap((assembly) => declarationsOf(assembly).flatMap(secretsOf));
  const rotating = [...new Set(plansIn(loaded, services).map((plan) => plan.secret))].sort();
  const platform = declared.some((one) => one.secret.name === secret && one.secret.terms === undefined);
  return new TaxiwayError({
    code: 'SECRET_UNKNOWN',
    at: 'rotate plan',
    problem: platform
      ? `${show(secret)} is rotated by the platform: one write of another value is all`
      : `${show(secret)} is no long-lived secret`,
    fix: rotating.length === 0 ? 'declare it with longLived' : chooseFix(secret, rotating, 'those are'),
    given: secret,
    allowed: rotating,
  });
}

import type { EnvironmentSpec } from '../environment-spec';
import { findGpu, GPU_MODEL_NAMES, zonesWith } from '../gpu/models';
import { chooseFix, nearest, show } from '../nearest';
import { isRecord, type Refuse } from './refuse';

/** GPUs on offer, and quotas. */
export function checkOffers(spec: EnvironmentSpec, refuse: Refuse): void {
  for (const [name, offer] of Object.entries(spec.gpus)) {
    const model = findGpu(name);
    if (model === undefined)
      refuse(
        `gpus.${name}`,
        'is a GPU that the catalogue does not know',
        chooseFix(name, GPU_MODEL_NAMES),
        'GPU_UNKNOWN',
        GPU_MODEL_NAMES,
      );
    else if (zonesWith(model, spec.google.region, spec.google.zones).length === 0) {
      const letters = model.zones?.[spec.google.region];
      const fix =
        letters === undefined
          ? `${spec.google.region} has none`
          : `${spec.google.region} has it in ${[...letters].join(', ')}`;
      refuse(`gpus.${name}`, `is in none of ${spec.google.zones.join(', ')}`, fix, 'GPU_ZONE_MISSING');
    }
    const limit: unknown = isRecord(offer) ? offer['limit'] : offer;
    if (!Number.isInteger(limit) || Number(limit) < 1)
      refuse(`gpus.${name}.limit`, `is ${show(limit)}`, 'use a whole number of GPUs, 1 or more');
  }
  for (const [metric, amount] of Object.entries(spec.quotas)) {
    if (!Number.isFinite(amount) || amount < 0)
      refuse(`quotas.${metric}`, `is ${show(amount)}`, 'use a number, 0 or more');
  }
}

/** Teams, and where their alerts go. */
export function checkPeople(spec: EnvironmentSpec, refuse: Refuse): void {
  const receivers = Object.keys(spec.alertReceivers);
  for (const [owner, team] of Object.entries(spec.teams)) {
    if (!isRecord(team) || typeof team.group !== 'string' || typeof team.receiver !== 'string') {
      refuse(`teams.${owner}`, `is ${show(team)}`, "write { group: '…', receiver: '…' }");
      continue;
    }
    // It becomes a label: 63 characters, a letter or a digit at both ends.
    if (!/^group::[a-z0-9]([a-z0-9 _-]{0,61}[a-z0-9])?$/.test(owner))
      refuse(`teams.${owner}`, `is ${show(owner)}`, "use the group's scoped label, 'group::code-creation'");
    if (!/^[a-z0-9][-._a-z0-9]*$/.test(team.group))
      refuse(
        `teams.${owner}.group`,
        `is ${show(team.group)}`,
        `use the local part of the group's address, without @${spec.groupDomain}`,
      );
    if (!receivers.includes(team.receiver)) {
      const near = nearest(team.receiver, receivers);
      refuse(
        `teams.${owner}.receiver`,
        `is ${show(team.receiver)}, which is no receiver`,
        near === undefined ? `use one of ${receivers.join(', ')}` : `did you mean '${near}'?`,
      );
    }
  }
}

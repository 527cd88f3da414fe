import { GoogleProvider } from '@cdktf/provider-google/lib/provider';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { watchOverrides } from '../lib/engine/override';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec } from '../lib/environment-spec';

/** Points a stack's providers at the environment. Credentials come from the job that applies it, never from here. */
export function addProviders({ blocks, spec }: { readonly blocks: BlockStack; readonly spec: EnvironmentSpec }): void {
  const { project, region } = spec.google;
  watchOverrides(new GoogleProvider(blocks, 'google', { project, region }));
  // The job's own login gives the token; a child token would need rights that it doesn't have.
  watchOverrides(new VaultProvider(blocks, 'vault', { address: spec.vault.address, skipChildToken: true }));
}

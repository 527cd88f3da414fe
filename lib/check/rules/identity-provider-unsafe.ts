import type { JsonObject } from '../../assembly/document';
import type { Objection } from '../finding';
import { asObject, asText, block } from '../json';
import type { Rule } from '../rule';
import { celFault } from '../terraform/cel';
import { isTemplate } from '../terraform/convert';
import { resourcesByType } from '../terraform/stack';

/** Issuers whose tokens anybody can have who has an account there. */
const SHARED =
  /^https:\/\/(?:gitlab\.com|token\.actions\.githubusercontent\.com|app\.terraform\.io|agent\.buildkite\.com)\/?$/;
/** What a token may be mapped to; attributes of our own have letters, digits and underscores. */
const KEY =
  /^(?:google\.(?:subject|groups|display_name|profile_photo|posix_username|email)|attribute\.[a-z0-9_]{1,100})$/;

/** Claims of GitLab's tokens that somebody may make as long as they like; Google refuses a subject of more than 127 bytes. */
const UNBOUNDED = /\bassertion\.(sub|ref|ref_path|project_path|namespace_path|environment|user_login|user_email)\b/;

/** Makes sure that a foreign token becomes one principal, and that not everybody's token does. */
export const identityProviderUnsafe: Rule = {
  code: 'IDENTITY_PROVIDER_UNSAFE',
  severity: 'error',
  title: 'a workload identity provider maps a subject, and lets in the tokens that a condition names',
  requirement: 'R300',
  scope: 'environment',
  *check(assembly) {
    for (const { id, object } of resourcesByType(assembly).get('google_iam_workload_identity_pool_provider') ?? []) {
      for (const fault of [...mappingFaults(object), ...conditionFaults(object)]) yield { document: id, ...fault };
    }
  },
};

type Fault = Omit<Objection, 'document'>;

function* mappingFaults(provider: JsonObject): Generator<Fault> {
  const mapping = asObject(provider['attribute_mapping']);
  const own = Object.keys(mapping).length > 0;
  // Amazon's tokens have a mapping of Google's own.
  const needed = own || Object.keys(block(provider['aws'])).length === 0;
  if (needed && mapping['google.subject'] === undefined) {
    const fix = 'map it to what stays the same, and is at most 127 bytes: \'"gl:" + assertion.project_id\'';
    yield { path: 'attribute_mapping.google.subject', problem: 'is missing, so that no token becomes anybody', fix };
  }
  const endless = UNBOUNDED.exec(asText(mapping['google.subject']) ?? '')?.[1];
  if (endless !== undefined && /gitlab/.test(asText(block(provider['oidc'])['issuer_uri']) ?? '')) {
    const problem = `holds ${endless}, which may be longer than the 127 bytes that Google takes`;
    const fix = 'map ids, which are not: \'"gl:" + assertion.project_id + ":" + assertion.job_id\'';
    yield { path: 'attribute_mapping.google.subject', problem, fix };
  }
  for (const [key, value] of Object.entries(mapping)) {
    const path = `attribute_mapping.${key}`;
    if (!KEY.test(key)) {
      yield {
        path,
        problem: 'is nothing that a token is mapped to',
        fix: "use 'google.subject' or 'attribute.<name>'",
      };
    }
    const why = typeof value !== 'string' || isTemplate(value) ? undefined : celFault(value, ['assertion']);
    if (why !== undefined) yield { path, problem: why, fix: "write an expression such as 'assertion.project_id'" };
  }
}

function* conditionFaults(provider: JsonObject): Generator<Fault> {
  const path = 'attribute_condition';
  const condition = asText(provider[path]) ?? '';
  const issuer = asText(block(provider['oidc'])['issuer_uri']) ?? '';
  if (condition === '') {
    if (!SHARED.test(issuer)) return;
    const fix = 'name whose tokens: \'assertion.namespace_id in ["<id>"]\'';
    yield { path, problem: `is missing, and ${issuer} gives tokens to everybody`, fix };
    return;
  }
  const why = isTemplate(condition) ? undefined : celFault(condition, ['assertion', 'attribute', 'google']);
  if (why === undefined) return;
  yield { path, problem: why, fix: 'write an expression such as \'assertion.ref_protected == "true"\'' };
}

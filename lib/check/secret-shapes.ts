/** What a secret of a kind looks like. */
const SHAPES: readonly (readonly [kind: string, shape: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|AGE-SECRET-KEY-1[0-9A-Z]{20,}/],
  // The same in base64: BEGIN PRIVATE, RSA, EC, OPENSSH and ENCRYPTED.
  ['a private key in base64', /LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0Eg|BFQyBQ|BPUEVOU1NI|BFTkNSWVBURU)/],
  ['a GitLab token', /\bgl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w.-]{16,}/],
  ['a Vault token', /\bhv[sbr]\.[\w-]{20,}|(?<![\w.-])[sbr]\.[A-Za-z0-9]{24}(?![\w.-])/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/],
  ['a Slack token', /\bxox[a-z]-[\w-]{10,}|\bxapp-[\w-]{10,}|hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/],
  ['a JSON Web Token', /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/],
  ['a Google API key', /\bAIza[\w-]{30,}/],
  ['a Google OAuth token', /\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}/],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{20,}/],
  // Plain keys hold no hyphen, so that 'sk-learn-…' is none.
  ['an API key', /\bsk-(?:ant|proj|svcacct|admin|or)-[\w-]{16,}|\bsk-(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a URL with a password', /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@?#"'<>]*:(?!\$[({])[^\s/@?#"'<>]+@/i],
];
/** Those that a text without an address can have: looking for addresses takes as long as for all else. */
const WITHOUT_ADDRESS = SHAPES.filter(([, shape]) => !shape.source.includes(String.raw`:\/\/`));
/** Nothing shorter is a secret that has a shape. */
export const SHORTEST_SECRET = 9;

/** What kind of secret a text looks like, or undefined where it looks like none. */
export function secretShape(text: string): string | undefined {
  if (text.length < SHORTEST_SECRET) return undefined;
  const shapes = text.includes('://') ? SHAPES : WITHOUT_ADDRESS;
  return shapes.find(([, shape]) => shape.test(text))?.[0];
}

const EVERYWHERE = SHAPES.map(([kind, shape]) => [kind, new RegExp(shape, `${shape.flags}g`)] as const);

/** A text in which everything that looks like a secret is replaced by what it looks like. */
export function hideSecrets(text: string): string {
  const kind = secretShape(text);
  if (kind === undefined) return text;
  // The shape of a key is only its first line.
  if (kind.startsWith('a private key')) return `[${kind}]`;
  return EVERYWHERE.reduce((hidden, [name, shape]) => hidden.replaceAll(shape, `[${name}]`), text);
}

/** Terraform arguments that put a secret into the file and into the state. */
export const SECRET_ARGUMENTS: ReadonlySet<string> = new Set([
  'password',
  'token',
  'private_key',
  'data_json',
  'secret_data',
  'client_secret',
  'secret_id',
]);

const SECRET_WORD =
  /(?:^|_)(TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)(?:_|$)/;
/** What a secret is kept in or counted by, and not the secret. */
const ABOUT =
  /_(?:NAME|FILE|PATH|DIR|FOLDER|MOUNT|HEADER|TYPE|TTL|LIMIT|LENGTH|COUNT|ENABLED|URL|URI|ISSUER|AUDIENCE)$/;
const PLACE = /^(?:~|\.{1,2})?\/[\w.@/-]*$/;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;

/** Whether the name of a variable or a flag says that its value is a secret, and the value could be one. */
export function isNamedSecret(name: string, value: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_');
  const word = SECRET_WORD.exec(words)?.[1];
  if (word === undefined || ABOUT.test(words) || value === '') return false;
  if (/^(?:true|false)$/i.test(value) || /^\$\([A-Za-z_]\w*\)$/.test(value)) return false;
  // MAX_TOKEN_LENGTH and the like count the tokens of a model.
  if (word === 'TOKEN' && /^\d+$/.test(value)) return false;
  return !PLACE.test(value) && !ADDRESS.test(value);
}

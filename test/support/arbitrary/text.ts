import * as fc from 'fast-check';

/** Texts that a reader of YAML, a shell, Terraform or a path may take for something else. */
const AWKWARD = [
  '',
  ' ',
  ' leading',
  'trailing ',
  '\t',
  'a\nb',
  'a\n',
  '\n\na\n\n',
  'a\r\nb',
  'a: b',
  '- a',
  '# no comment',
  "it's",
  '"quoted"',
  'back\\slash',
  'a,b',
  '{a}',
  '[a]',
  '*alias',
  '&anchor',
  '!tag',
  '%directive',
  '---',
  '...',
  '|',
  '>',
  '@at',
  '`tick`',
  '~',
  'null',
  'yes',
  'No',
  'on',
  'y',
  'true',
  '1',
  '-1',
  '1e3',
  '1_000',
  '0x1f',
  '0o17',
  '017',
  '1:30',
  '.inf',
  '.nan',
  '=',
  '<<',
  '2026-01-01',
  '2026-01-01T00:00:00Z',
  '../../etc/passwd',
  '--flag',
  '-x',
  '$(HOME)',
  '$$(HOME)',
  '${HOME}',
  '$',
  '%{if}',
  'é 🙂 漢字',
  '\u00a0',
  '\u0085',
  '\u2028',
  '\u200b',
  '\ufeff',
  '\u0007',
  '\u007f',
  '__proto__',
  'constructor',
  'x'.repeat(2_000),
] as const;

/**
 * Any character there is, drawn as fast-check draws its unit `binary`, which first makes a table of the million of them,
 * in half a second of every file of tests.
 */
const CHARACTER = fc.nat({ max: 0x10_f7_ff }).map(
  (index) => String.fromCodePoint(index < 0xd8_00 ? index : index + 0x8_00),
  (text) => {
    const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
    if (code === undefined || text !== String.fromCodePoint(code) || (code >= 0xd8_00 && code < 0xe0_00))
      throw new Error('no character');
    return code < 0xd8_00 ? code : code - 0x8_00;
  },
);

/** Texts of characters that nobody types. */
export function strangeText(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: CHARACTER, maxLength });
}

/** Any text that a container may be given: UTF-8 without a NUL, and nothing that looks like a secret. */
export const anyText = fc.oneof(
  { arbitrary: fc.constantFrom(...AWKWARD), weight: 3 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }), weight: 2 },
  { arbitrary: strangeText(12).map((text) => text.replaceAll('\0', '')), weight: 1 },
  { arbitrary: fc.stringMatching(/^--[a-z]{1,8}(=[a-z0-9/.]{1,8})?$/), weight: 1 },
);

/** Texts that no file and no process can hold as they are. */
export const BROKEN_TEXTS = ['\ud800', 'a\udfff', 'nul\0'] as const;

/** Texts that look like what the engines put in the place of values, or like references to them. */
export const ENGINE_TEXTS = [
  '${TfToken[TOKEN.3]}',
  '#{TfToken[TOKEN.3]}',
  'TfToken[TOKEN.3]',
  '${google_service_account.deploy.email}',
  '${var.x}',
  '%{ for a in b }',
] as const;

import { isIPv4, isIPv6 } from 'node:net';
import type { Json } from '../../assembly/document';
import { toQuantity } from '../quantity';

/** One way to write a value. */
interface Format {
  /** What it is, with its article. */
  readonly what: string;
  /** True for a value that the format says nothing about. */
  fits(value: Json): boolean;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MOMENT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/;
const DURATION = /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+)$/;

const text =
  (fits: (value: string) => boolean) =>
  (value: Json): boolean =>
    typeof value !== 'string' || fits(value);
const whole =
  (bits: number) =>
  (value: Json): boolean =>
    typeof value !== 'number' || (value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1));

/** The formats that the vendored schemas name. */
export const FORMATS: Readonly<Record<string, Format>> = {
  int32: { what: 'a number of 32 bits', fits: whole(32) },
  int64: { what: 'a number of 64 bits', fits: whole(64) },
  double: { what: 'a number', fits: () => true },
  quantity: {
    what: "a quantity such as '500m' or '24Gi'",
    fits: (value) => !['string', 'number'].includes(typeof value) || toQuantity(value) !== undefined,
  },
  byte: { what: 'base64', fits: text((value) => BASE64.test(value)) },
  'date-time': { what: "a moment such as '2026-01-31T08:00:00Z'", fits: text((value) => MOMENT.test(value)) },
  duration: { what: "a duration such as '1m30s'", fits: text((value) => DURATION.test(value)) },
  ipv4: { what: 'an IPv4 address', fits: text(isIPv4) },
  ipv6: { what: 'an IPv6 address', fits: text(isIPv6) },
};

import { readFileSync, statSync } from 'node:fs';
import { isDone, take } from './claims';
import { sha256 } from './digest';
import { askHelper } from './helper';
import { bodyOf } from './record';
import { sharedRecord, type SharedRecord } from './shared-record';

/** The bytes of a record, and the SHA-256 of those after its header. */
export interface RecordContent {
  readonly bytes: Buffer;
  readonly digest: string;
}

/** A shorter record is read sooner than a thread begins. */
const WORTH_HELP = 2 ** 23;

/** A record that is going to be read; another thread may begin with it. */
export class RecordRead {
  private shared: SharedRecord | undefined;

  constructor(private readonly file: string) {}

  /** Lets another thread begin, where that saves time. */
  begin(): void {
    const size = this.shared === undefined ? (statSync(this.file, { throwIfNoEntry: false })?.size ?? 0) : 0;
    if (size < WORTH_HELP) return;
    this.shared = sharedRecord(this.file, size);
    askHelper(this.shared);
  }

  /** What is in the file; throws the error of the system where it can't be read. */
  content(): RecordContent {
    const found = this.shared && findContent(this.shared);
    this.shared = undefined;
    if (found !== undefined) return found;
    const bytes = readFileSync(this.file);
    return { bytes, digest: sha256(bodyOf(bytes)) };
  }
}

/** What the other thread has read, or is reading; undefined where it has not begun, and where it failed. */
function findContent({ bytes, digest, claims }: SharedRecord): RecordContent | undefined {
  take(claims, 0, () => false);
  if (!isDone(claims, 0)) return undefined;
  return { bytes: Buffer.from(bytes.buffer), digest: Buffer.from(digest).toString('latin1') };
}

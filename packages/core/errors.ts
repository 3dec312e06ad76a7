/**
 * What can go wrong, as tagged errors.
 *
 * A message is one line for a person: what could not be done, with the names and numbers, and after it what to do next.
 * `tag` and the typed fields are for programs; `exitCode` is what the `tensorferry` command ends with.
 *
 * @module
 */

import { EXIT, type ExitCode } from "./exit_code.ts";
import { printable, quoteName } from "./text/printable.ts";

/** The base of every error that Tensorferry throws on purpose. */
export abstract class TensorferryError extends Error {
  /** The name of the kind of error, stable across versions. */
  abstract readonly tag: string;
  /** What the command exits with. */
  abstract readonly exitCode: ExitCode;
  /** Takes any message, and keeps it {@link printable}: names and paths that files give end up in it. */
  constructor(message: string, options?: ErrorOptions) {
    super(printable(message), options);
  }
}

/** Whether `error` was thrown on purpose, optionally of one of these kinds. */
export function isTensorferryError(error: unknown, ...tags: string[]): error is TensorferryError {
  return error instanceof TensorferryError && (tags.length === 0 || tags.includes(error.tag));
}

/** A step of a tensor expression does not fit its operands. Thrown where the expression is made; the rule or caller is at fault. */
export class InvalidTensorError extends TensorferryError {
  override readonly tag = "InvalidTensor";
  override readonly exitCode: ExitCode = EXIT.plan;
}

/** A source ended early, changed, or could not be read. Nothing was committed: mend the source and run again. */
export class SourceReadError extends TensorferryError {
  override readonly tag = "SourceRead";
  override readonly exitCode: ExitCode = EXIT.source;
  /** The tensor whose bytes they are, where that is known. */
  readonly tensor: string | undefined;
  constructor(
    /** Path or URL of the source. */
    readonly source: string,
    /** Where the read began, in bytes. */
    readonly position: number,
    /** Bytes asked for. */
    readonly wanted: number,
    readonly why: string,
    options?: ErrorOptions & { readonly tensor?: string | undefined },
  ) {
    super(
      `Cannot read ${wanted} bytes at ${position} of ${source}${
        options?.tensor === undefined ? "" : `, for tensor ${quoteName(options.tensor)}`
      }: ${why}. ` +
        `The source may be incomplete; compare its size with the original and copy it again`,
      options,
    );
    this.tensor = options?.tensor;
  }
}

/** A path holds no checkpoint that any given container knows. */
export class NotACheckpointError extends TensorferryError {
  override readonly tag = "NotACheckpoint";
  override readonly exitCode: ExitCode = EXIT.source;
  constructor(readonly path: string, why: string, options?: ErrorOptions) {
    super(`Cannot open ${path} as a checkpoint: ${why}`, options);
  }
}

/** A checkpoint contradicts itself: an index against its shards, a config against its tensors. */
export class MalformedCheckpointError extends TensorferryError {
  override readonly tag = "MalformedCheckpoint";
  override readonly exitCode: ExitCode = EXIT.source;
  constructor(readonly path: string, why: string, options?: ErrorOptions) {
    super(`Cannot read ${path}: ${why}`, options);
  }
}

/** A plugin breaks a law of plugins. Thrown when it is defined; its author is at fault. */
export class PluginError extends TensorferryError {
  override readonly tag = "Plugin";
  override readonly exitCode: ExitCode = EXIT.plan;
  constructor(readonly plugin: string, why: string, options?: ErrorOptions) {
    super(`Cannot use plugin ${plugin}: ${why}`, options);
  }
}

/** A config lacks a value that a rule needs, or has one of another kind. */
export class ConfigError extends TensorferryError {
  override readonly tag = "Config";
  override readonly exitCode: ExitCode = EXIT.plan;
}

/** No plugin serves the architecture, none has the layout, or the tensors fit none or several. */
export class LayoutError extends TensorferryError {
  override readonly tag = "Layout";
  override readonly exitCode: ExitCode = EXIT.plan;
}

/** Tensors that a rule or the architecture needs are not in the source. */
export class MissingTensorsError extends TensorferryError {
  override readonly tag = "MissingTensors";
  override readonly exitCode: ExitCode = EXIT.plan;
  constructor(
    message: string,
    /** Fully qualified names, all of them. */ readonly missing: readonly string[],
  ) {
    super(message);
  }
}

/** A tensor has not the shape that its config and rule give it, so a rule would mix up its elements. */
export class ShapeError extends TensorferryError {
  override readonly tag = "Shape";
  override readonly exitCode: ExitCode = EXIT.plan;
  constructor(message: string, readonly tensor: string) {
    super(message);
  }
}

/** Two tensors would be written under one name. */
export class NameClashError extends TensorferryError {
  override readonly tag = "NameClash";
  override readonly exitCode: ExitCode = EXIT.plan;
  constructor(message: string, readonly tensor: string) {
    super(message);
  }
}

/** An option has a value that cannot be used. */
export class OptionError extends TensorferryError {
  override readonly tag = "Option";
  override readonly exitCode: ExitCode = EXIT.usage;
}

/** The work does not fit the memory budget. `needed` bytes would do. */
export class MemoryBudgetError extends TensorferryError {
  override readonly tag = "MemoryBudget";
  override readonly exitCode: ExitCode = EXIT.plan;
  constructor(readonly given: number, readonly needed: number) {
    super(
      `Cannot work in ${given} bytes of memory: ${needed} bytes are the least that will do. Give --memory ${needed}`,
    );
  }
}

/** What has to wait on the way does not fit where it may wait. Nothing was read or written. */
export class WaitingError extends TensorferryError {
  override readonly tag = "Waiting";
  override readonly exitCode: ExitCode = EXIT.plan;
  constructor(
    /** The most bytes that have to wait at a time. */
    readonly needed: number,
    /** Bytes that may wait in memory, and on a disk. */
    readonly room: { readonly memory: number; readonly disk: number },
    /** A budget of memory in bytes, and a limit of the disk, each of which would do without changing the other. */
    readonly wouldDo: { readonly memory: number; readonly disk: number },
  ) {
    super(
      `Cannot make the tensors in their order from bytes that come once in theirs: up to ${needed} bytes have to wait, ` +
        `and there is room for ${room.memory} in memory and ${room.disk} on disk. Give --memory ${wouldDo.memory}, or ` +
        `--spill-dir DIR${
          room.disk > 0 ? ` with --spill-limit ${wouldDo.disk}` : ""
        }, of which ${wouldDo.disk} bytes are used`,
    );
  }
}

/** A tier cannot keep or give back bytes: a disk is full, say. What waits is still there, and the destination as it was. */
export class TierError extends TensorferryError {
  override readonly tag = "Tier";
  override readonly exitCode: ExitCode = EXIT.destination;
  constructor(readonly tier: string, readonly bytes: number, why: string, options?: ErrorOptions) {
    super(
      `Cannot let ${bytes} bytes wait in ${tier}: ${why}. Give another folder with --spill-dir, or more with --memory`,
      options,
    );
  }
}

/** Two tensors that the config calls tied have different bits, so leaving one out would lose it. */
export class TiedTensorsError extends TensorferryError {
  override readonly tag = "TiedTensors";
  override readonly exitCode: ExitCode = EXIT.source;
  constructor(readonly tensor: string, readonly tiedTo: string) {
    super(
      `Cannot leave out ${tensor} as tied to ${tiedTo}: their bits differ. ` +
        `If both are wanted, give a config with "tie_word_embeddings": false through --config`,
    );
  }
}

/** With `exact`, a tensor does not come out of the way there and back with the same bits. Nothing was written. */
export class InexactError extends TensorferryError {
  override readonly tag = "Inexact";
  override readonly exitCode: ExitCode = EXIT.plan;
  constructor(readonly tensor: string) {
    super(
      `Cannot keep the way back exact for ${tensor}: float32 does not hold all of its values after the addition. ` +
        `Leave --exact out to accept that, and see which elements change with \`verify\``,
    );
  }
}

/** A source is not what it was when it was opened. Nothing was committed: let it be, and convert again. */
export class SourceChangedError extends TensorferryError {
  override readonly tag = "SourceChanged";
  override readonly exitCode: ExitCode = EXIT.source;
  constructor(/** Its path. */ readonly source: string, why: string) {
    super(
      `Cannot take ${source} for one checkpoint: ${why}. Nothing was committed. ` +
        `Wait until whatever writes it has finished, and convert again`,
    );
  }
}

/** What was written is not what reads back. Nothing was committed: the disk, its cable or the memory is at fault. */
export class ReadBackError extends TensorferryError {
  override readonly tag = "ReadBack";
  override readonly exitCode: ExitCode = EXIT.destination;
  constructor(readonly path: string, why: string) {
    super(
      `Cannot trust what was written to ${path}: ${why}. Nothing was committed. ` +
        `Look at the log of the system for errors of the disk, test the memory, and give another disk`,
    );
  }
}

/** A thread that was to write cannot work. Nothing was committed. */
export class WorkerError extends TensorferryError {
  override readonly tag = "Worker";
  override readonly exitCode: ExitCode = EXIT.fault;
  constructor(why: string) {
    super(
      `Cannot write on a second thread: ${why}. Nothing was committed. Give --threads 1 to do without it`,
    );
  }
}

/** The destination exists, cannot be written, or lies inside the source. */
export class DestinationError extends TensorferryError {
  override readonly tag = "Destination";
  override readonly exitCode: ExitCode = EXIT.destination;
  constructor(readonly path: string, readonly why: string, options?: ErrorOptions) {
    super(`Cannot write ${path}: ${why}`, options);
  }
}

/** A regular file, as it was when it was opened. */
export interface FoundFile {
  readonly path: string;
  /** Size in bytes. */
  readonly byteLength: number;
  /** Time of the last change, in milliseconds since 1970; absent where the system has none. */
  readonly changed?: number;
  /** Number of the file on its device; absent where the system has none. */
  readonly inode?: number;
}

/**
 * Somewhere bytes can be read from, at any position.
 *
 * The whole interface a file, an HTTP range, an entry of an archive or a lazy tensor needs to be read by Tensorferry.
 */
export interface ByteSource {
  /** What to call it in an error: a path or a URL. */
  readonly name: string;
  /** Size in bytes. */
  readonly byteLength: number;
  /**
   * Fills all of `into` with the bytes from `position` on.
   *
   * Returns nothing when it is done at once, so that reads of local files cost no promise.
   *
   * @throws SourceReadError when fewer bytes are there, or reading fails.
   */
  read(position: number, into: Uint8Array): void | Promise<void>;
  /** The file that it is all of, so that another thread can read it too. Absent where it is not one. */
  readonly file?: FoundFile;
  /**
   * The same, while the caller goes on: on another thread, where another core is free. Several may be under way. Absent where
   * that would bring nothing.
   */
  readBehind?(position: number, into: Uint8Array): Promise<void>;
  /**
   * Makes sure that it is still what it was when it was opened, as far as its size, time and number tell. Absent where nothing could
   * change it.
   *
   * @throws SourceChangedError when it is not.
   */
  checkUnchanged?(): void;
}

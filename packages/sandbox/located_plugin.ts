/**
 * Where a plugin's code lies.
 *
 * @module
 */

/** A file of a plugin. */
export interface PluginModule {
  /** `file:///…`, `https://…`, or `npm:/name@1.2.3/path` for a file of a package of npm. */
  readonly url: string;
  /** The size of its content. */
  readonly bytes: number;
  /** `sha256-` and the hash of its content in base64, as in subresource integrity. */
  readonly integrity: string;
}

/** Where a plugin's code lies, and what it is. None of it has been run. */
export interface LocatedPlugin {
  /** As the user gave it; a path is made an absolute `file:` URL. */
  readonly specifier: string;
  /** The exact thing: `file:///…`, `https://…`, the module of a package of JSR in its version, or `npm:name@1.2.3`. */
  readonly resolved: string;
  /** The version of the package, where the specifier is of one. */
  readonly version?: string;
  /**
   * A hash over all modules, `sha256-…`: over their contents, their places relative to the plugin, and what their imports lead
   * to. It is the same on another machine.
   */
  readonly integrity: string;
  /** Every module that can be loaded, but for those of `@tensorferry/core`, which is always the host's own. */
  readonly modules: readonly PluginModule[];
  /** What is evaluated. It is of this machine and of this version, and not to be kept. */
  readonly code: PluginCode;
}

/** Modules as they were when the plugin was located, and the programs that evaluate them. */
export interface PluginCode {
  /** URL of the module whose default export is the plugin. */
  readonly entry: string;
  /** The plugin's modules and those of core, by URL. */
  readonly sources: Readonly<Record<string, ModuleSource>>;
  /** Per module, what its imports lead to: URLs, and {@link CoreName} for core. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where core lies in `sources`. */
  readonly core: Readonly<Record<string, string>>;
  /** The program of the process, and that of its worker, as `data:` URLs. */
  readonly program: string;
  readonly worker: string;
}

/** The content of a module, and how it is read. */
export interface ModuleSource {
  readonly kind: "typescript" | "javascript" | "json" | "text";
  readonly text: string;
}

/**
 * What JSR and npm answer for a package, as files of a server.
 *
 * By the page "API" of the documentation of JSR, and docs/responses/package-metadata.md of the repository npm/registry.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Served } from "./loopback_server.ts";

/** A package to publish. */
export interface Package {
  /** With its scope. */
  readonly name: string;
  readonly version: string;
  /** Contents by path, without a dot in front. */
  readonly files: Readonly<Record<string, string>>;
}

/** A package on JSR, which exports what `exports` says of each subpath. */
export function jsrFiles(
  { name, version, files, exports }: Package & {
    readonly exports: Readonly<Record<string, string>>;
  },
): Record<string, Served> {
  const manifest = Object.fromEntries(
    Object.entries(files).map(([path, text]) => {
      const checksum = `sha256-${createHash("sha256").update(text).digest("hex")}`;
      return [`/${path}`, { size: new TextEncoder().encode(text).length, checksum }];
    }),
  );
  const [scope, short] = name.slice(1).split("/");
  const meta = { scope, name: short, latest: version, versions: { [version]: {} } };
  return {
    [`/${name}/meta.json`]: JSON.stringify(meta),
    [`/${name}/${version}_meta.json`]: JSON.stringify({ manifest, exports }),
    ...Object.fromEntries(
      Object.entries(files).map(([path, text]) => [`/${name}/${version}/${path}`, text]),
    ),
  };
}

/** A package on npm, whose `package.json` is among its files. */
export function npmFiles({ name, version, files }: Package, url: string): Record<string, Served> {
  const tarball = new Uint8Array(gzipSync(tar(files)));
  const path = `/${name}/-/${name.split("/").at(-1)}-${version}.tgz`;
  const dist = {
    tarball: url + path,
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
    shasum: createHash("sha1").update(tarball).digest("hex"),
  };
  const versions = { [version]: { ...JSON.parse(files["package.json"]!), name, version, dist } };
  return {
    [`/${name}`]: JSON.stringify({ name, "dist-tags": { latest: version }, versions }),
    [path]: tarball,
  };
}

/** An archive in the format of POSIX, below `package/` as npm has it. */
function tar(files: Readonly<Record<string, string>>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [path, text] of Object.entries(files)) {
    const content = new TextEncoder().encode(text);
    const header = new Uint8Array(512);
    const put = (at: number, value: string) =>
      new TextEncoder().encodeInto(value, header.subarray(at));
    put(0, `package/${path}`);
    put(100, "0000644\0" + "0000000\0" + "0000000\0");
    put(124, content.length.toString(8).padStart(11, "0") + " ");
    put(136, "00000000000 ");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\0" + "00");
    const sum = header.reduce((sum, byte) => sum + byte, 0);
    put(148, sum.toString(8).padStart(6, "0") + "\0 ");
    const padded = new Uint8Array(Math.ceil(content.length / 512) * 512);
    padded.set(content);
    blocks.push(header, padded);
  }
  blocks.push(new Uint8Array(1024));
  return Buffer.concat(blocks);
}

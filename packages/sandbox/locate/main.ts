/**
 * The program that locates plugins.
 *
 * It is a process of its own so that the host needs no more than to start one: what Deno has in its cache, and core itself, lie
 * where a careful host may not read. It runs nothing of what it finds.
 *
 * @module
 */
import type { LocatedPlugin } from "../located_plugin.ts";
import { locate } from "./locate.ts";
import { Refusal } from "./refusal.ts";

/** Where the program lies. */
export const LOCATE_URL: string = import.meta.url;

/** What is asked. */
export interface Question {
  readonly specifier: string;
  /** Whether registries and servers are asked also for what the cache has. */
  readonly fresh: boolean;
}

/** What is answered. */
export type Reply = { readonly located: LocatedPlugin } | { readonly refused: string };

async function reply({ specifier, fresh }: Question): Promise<Reply> {
  try {
    return { located: await locate(specifier, fresh) };
  } catch (error) {
    const isOfSystem = Object.values(Deno.errors).some((kind) => error instanceof kind);
    if (error instanceof Refusal || isOfSystem) return { refused: (error as Error).message };
    throw error;
  }
}

if (import.meta.main) {
  const question: Question = JSON.parse(await new Response(Deno.stdin.readable).text());
  await new Response(JSON.stringify(await reply(question))).body!.pipeTo(Deno.stdout.writable);
}

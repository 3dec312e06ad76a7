/**
 * The whole command line.
 *
 * @module
 */
import manifest from "./deno.json" with { type: "json" };
import { answer, type Program } from "./grammar/program.ts";
import { group } from "./grammar/verb.ts";
import type { Session } from "./output/screen.ts";
import { isShellName } from "./values/shell_name.ts";
import { completion } from "./verbs/completion.ts";
import { convert } from "./verbs/convert.ts";
import { help } from "./verbs/help.ts";
import { inspect } from "./verbs/inspect.ts";
import { layouts } from "./verbs/layouts.ts";
import { plan } from "./verbs/plan.ts";
import { plugins } from "./verbs/plugins/plugins.ts";
import type { Request } from "./verbs/verb.ts";
import { verify } from "./verbs/verify.ts";

const program: Program<Request> = {
  name: "tensorferry",
  version: manifest.version,
  root: group({
    brief: "Ferry the weights of language models between layouts, bit for bit.",
    description: "",
    footer: `A first conversion, and the proof that it lost nothing:
  tensorferry convert Qwen3-30B-A3B fused --to transformers
  tensorferry verify Qwen3-30B-A3B fused

Each verb has more to say: tensorferry convert --help`,
    verbs: { inspect, plan, convert, verify, layouts, plugins, help, completion },
  }),
};

/**
 * Carries out a command line.
 *
 * @returns What the process is to exit with.
 */
export async function carryOut(args: readonly string[], session: Session): Promise<number> {
  const [first, shell, ...words] = args;
  if (first === "completion" && isShellName(shell) && words.length > 0) {
    return await (await import("./actions/completion.ts")).offer(program, shell, words, session);
  }
  const { out } = session;
  const page = { columns: out.columns(), colours: out.colours };
  const answered = await answer(program, args, page);
  if ("text" in answered) {
    out.write(answered.text);
    return 0;
  }
  if ("mistake" in answered) {
    const { tellMistake } = await import("./tell_mistake.ts");
    return tellMistake(answered.mistake, args.includes("--json"), session);
  }
  const { options, run, carriesData } = answered.request;
  const telling = carriesData ? { out: session.err, err: session.err } : session;
  try {
    return await run(telling);
  } catch (error) {
    return (await import("./trouble.ts")).tellTrouble(error, options, telling);
  }
}

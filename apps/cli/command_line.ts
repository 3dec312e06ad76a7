/**
 * The whole command line.
 *
 * @module
 */
import { printable } from "@tensorferry/core";
import { or } from "@optique/core/constructs";
import { lineBreak, message, text } from "@optique/core/message";
import { runParserAsync } from "@optique/core/facade";
import manifest from "./deno.json" with { type: "json" };
import { jsonText } from "./output/json_pieces.ts";
import type { Session } from "./output/screen.ts";
import { convert } from "./verbs/convert.ts";
import { inspect } from "./verbs/inspect.ts";
import { layouts } from "./verbs/layouts.ts";
import { plan } from "./verbs/plan.ts";
import { plugins } from "./verbs/plugins/plugins.ts";
import { USAGE } from "./verbs/verb.ts";
import { verify } from "./verbs/verify.ts";

const verbs = or(inspect, plan, convert, verify, layouts, plugins);

const brief = message`Ferry the weights of language models between layouts, bit for bit.`;

const footer = [
  ...message`A first conversion, and the proof that it lost nothing:`,
  ...["convert Qwen3-30B-A3B fused --to transformers", "verify Qwen3-30B-A3B fused"]
    .flatMap((example) => [lineBreak(), text(`  tensorferry ${example}`)]),
  lineBreak(),
  lineBreak(),
  ...message`Each verb has more to say: ${text("tensorferry convert --help")}`,
];

/** Lines narrower than this leave no room for text beside the names of options. */
const LEAST_COLUMNS = 60;

/** The command line has been answered without a verb: by help, a completion, or what is wrong with it. */
class Answered {
  constructor(readonly exitCode: number) {}
}

function onShow(): never {
  throw new Answered(0);
}

/**
 * Carries out a command line.
 *
 * @returns What the process is to exit with.
 */
export async function carryOut(args: readonly string[], session: Session): Promise<number> {
  try {
    const { options, run, carriesData } = await runParserAsync(verbs, "tensorferry", args, {
      brief,
      footer,
      version: { value: manifest.version, option: true, onShow },
      help: { command: true, option: true, onShow },
      completion: { command: true, onShow },
      aboveError: "none",
      usageLine: [{ type: "literal", value: "VERB" }, { type: "ellipsis" }],
      showChoices: true,
      // Given, so that no environment variable is asked for, which would take a permission.
      colors: session.out.colours,
      maxWidth: Math.max(LEAST_COLUMNS, session.out.columns()),
      stdout: (answer) => session.out.write(`${answer}\n`),
      stderr: (error) => tellMistake(error, args.includes("--json"), session),
      onError() {
        throw new Answered(USAGE);
      },
    });
    const telling = carriesData ? { out: session.err, err: session.err } : session;
    try {
      return await run(telling);
    } catch (error) {
      return (await import("./trouble.ts")).tellTrouble(error, options, telling);
    }
  } catch (answer) {
    if (answer instanceof Answered) return answer.exitCode;
    throw answer;
  }
}

/** Says what is wrong with the command line, in the form of all other trouble. */
function tellMistake(error: string, json: boolean, session: Session): void {
  const said = printable(error.replace(/^Error: /, "").replace(/\s+/g, " ").trim());
  if (json) {
    const trouble = { event: "error", tag: "Usage", message: said, exitCode: USAGE };
    session.out.write(`${jsonText(trouble)}\n`);
  } else {
    session.err.write(`tensorferry: ${said.replace(/([^.?])$/, "$1.")} See tensorferry --help\n`);
  }
}

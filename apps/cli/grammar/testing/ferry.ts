/**
 * A program with an option and an argument of every kind, which answers what it was asked for.
 *
 * @module
 */
import { integer } from "../integer.ts";
import { Mistake } from "../mistake.ts";
import { type Answer, answer, type Program } from "../program.ts";
import { group, type Verb, verb } from "../verb.ts";

/** The options of `row`. */
export type Row = {
  readonly text: string | undefined;
  readonly often: readonly string[];
  readonly "two-words": string;
  readonly size: number | undefined;
  readonly kind: "raft" | "barge";
  readonly "no-wait": boolean;
  readonly quiet: boolean;
};

/** What the program was asked for. */
export type Trip = Partial<Row> & { readonly from?: string; readonly to?: string | undefined };

const row: Verb<Trip> = verb({
  brief: "Cross.",
  description:
    "Goes from one side to the other, and says on the way how far it is, in words that take more than a line of any terminal.",
  footer:
    "Examples:\n  ferry row here there --kind barge --text 'as it is, however long this line may be'",
  parameters: {
    flags: {
      text: { kind: "parsed", optional: true, placeholder: "TEXT", parse: String, brief: "Any." },
      often: {
        kind: "parsed",
        variadic: true,
        default: [],
        placeholder: "TEXT",
        parse: String,
        brief: "Any number of any, so many that it takes some words to say what they are good for.",
      },
      "two-words": {
        kind: "parsed",
        default: "none",
        placeholder: "TEXT",
        parse: String,
        brief: "One.",
        proposeCompletions() {
          this.offered.push({ text: "one", description: "the first" }, { text: "two" });
          return [];
        },
      },
      size: { kind: "parsed", optional: true, brief: "A number.", ...integer(1, 99) },
      kind: {
        kind: "enum",
        values: ["raft", "barge"],
        default: "raft",
        placeholder: "KIND",
        brief: "On what.",
      },
      "no-wait": { kind: "boolean", default: false, brief: "At once." },
      quiet: { kind: "boolean", default: false, brief: "Without a word." },
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "From where.",
          placeholder: "FROM",
          parse(input) {
            if (input === "") throw new Mistake("A place must not be empty.");
            return input;
          },
          proposeCompletions() {
            this.takesFile = true;
            return [];
          },
        },
        { brief: "To where.", placeholder: "TO", parse: String, optional: true },
      ],
    },
  },
  request: (options: Row, from: string, to?: string): Trip => ({ ...options, from, to }),
});

const rest: Verb<Trip> = verb({
  brief: "Wait.",
  description: "",
  footer: "",
  parameters: {
    flags: { must: { kind: "parsed", placeholder: "WHY", parse: String, brief: "Why." } },
  },
  request: ({ must }: { readonly must: string }): Trip => ({ text: must }),
});

const quiet: Verb<Trip> = verb({
  brief: "Lie at the pier.",
  description: "",
  footer: "",
  parameters: { flags: { quiet: { kind: "boolean", default: false, brief: "Without a word." } } },
  request: ({ quiet }: { readonly quiet: boolean }): Trip => ({ quiet }),
});

/** The program. */
export const ferry: Program<Trip> = {
  name: "ferry",
  version: "1.2.3",
  root: group({
    brief: "Ferry.",
    description: "",
    footer: "",
    verbs: {
      row,
      rest,
      pier: group({
        brief: "Piers.",
        description: "",
        footer: "",
        verbs: { quiet },
        alone: "quiet",
      }),
    },
  }),
};

/** What the program makes of words, on a page of 80 columns. */
export function said(...words: string[]): Promise<Answer<Trip>> {
  return answer(ferry, words, { columns: 80, colours: false });
}

/** The same where it is a mistake. */
export async function mistaken(...words: string[]): Promise<string> {
  const answered = await said(...words);
  return "mistake" in answered ? answered.mistake : `no mistake: ${JSON.stringify(answered)}`;
}

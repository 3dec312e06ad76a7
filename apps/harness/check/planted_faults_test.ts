import assert from "node:assert/strict";
import {
  add,
  concat,
  config,
  eq,
  fuse,
  minus,
  mod,
  permute,
  type Plugin,
  rename,
  stack,
  variable,
  when,
} from "@tensorferry/core/plugin";
import { planted, RULES, SIZES, writeOwned } from "../testing/planted_plugin.ts";
import { checkPlugin } from "./check_plugin.ts";
import { type Finding, type Law, LAWS } from "./finding.ts";
import { checkAgainst } from "./owners_answer.ts";
import { reportText } from "./report_text.ts";

const expert = "layers.{layer}.experts.{expert}";
const { tensors } = planted();

/** A fault, and what is to be said of it. */
interface Fault {
  readonly of: string;
  readonly plugin: Plugin;
  readonly law: Law;
  /** Number of the rule in the plugin. */
  readonly rule?: number;
  readonly tensor?: string;
  readonly says: RegExp;
  /** The shortest config that shows it. */
  readonly config?: object;
}

const SMALLEST = { model_type: "planted", layers: 1, experts: 1, hidden: 2, inner: 2, vocab: 1 };

const BY_LAW: readonly Fault[] = [
  {
    of: "a bias forgotten",
    plugin: planted({ queryBias: [] }),
    law: "covered",
    tensor: "layers.0.q.bias",
    says: /no rule names layers\.0\.q\.bias/,
    config: SMALLEST,
  },
  {
    of: "a rule for every other layer only",
    plugin: planted({ gateUp: when(eq(mod(variable("layer"), 2), 0), RULES.gateUp) }),
    law: "covered",
    rule: 3,
    tensor: "layers.1.experts.0.gate.weight",
    says: /no rule names/,
    config: { ...SMALLEST, layers: 2 },
  },
  {
    of: "a rule that cannot be read backwards",
    plugin: planted({ down: fuse("blocks.{layer}.w2", `${expert}.down.weight`) }),
    law: "form",
    says: /rule 4 of layout trainer cannot be read in both directions: .*\{expert\}/,
  },
  {
    of: "a tensor of a rule that is not declared",
    plugin: planted({}, {
      tensors: Object.fromEntries(
        Object.entries(tensors).filter(([name]) => !name.endsWith(".bias")),
      ),
    }),
    law: "form",
    says: /rule 6 of layout trainer leads to layers\.\{layer\}\.q\.bias, which is not declared/,
  },
  {
    of: "a name made twice",
    plugin: planted({
      queryBias: when(
        eq(variable("layer"), 0),
        rename("blocks.{layer}.q.weight", "layers.{layer}.q.bias"),
      ),
    }),
    law: "covered",
    rule: 5,
    tensor: "blocks.0.q.weight",
    says: /Cannot make blocks\.0\.q\.weight twice/,
    config: SMALLEST,
  },
  {
    of: "a tensor declared twice",
    plugin: planted({}, { tensors: { ...tensors, "layers.0.q.bias": { shape: [1] } } }),
    law: "declared",
    tensor: "layers.0.q.bias",
    says: /two declarations make layers\.0\.q\.bias/,
  },
  {
    of: "a tensor tied to one of another shape",
    plugin: planted({}, {
      tensors: {
        ...tensors,
        "layers.{layer}.q.bias": {
          shape: [config("hidden")],
          tied: { to: "embed.weight", when: true },
        },
      },
    }),
    law: "declared",
    tensor: "layers.0.q.bias",
    says: /is tied to embed\.weight, which is \[1,2\]/,
    config: SMALLEST,
  },
  {
    of: "a shape the wrong way round",
    plugin: planted({}, {
      tensors: {
        ...tensors,
        [`${expert}.up.weight`]: { shape: [config("hidden"), config("inner")] },
      },
    }),
    law: "covered",
    rule: 3,
    tensor: "layers.0.experts.0.gate.weight",
    says: /rule for blocks\.0\.w13/,
    config: { ...SMALLEST, inner: 4 },
  },
  {
    of: "parts of other sizes than the tensors",
    plugin: planted({
      gateUp: fuse(
        "blocks.{layer}.w13",
        stack(
          "expert",
          concat(0, [`${expert}.gate.weight`, `${expert}.up.weight`], [
            config("inner"),
            config("hidden"),
          ]),
        ),
      ),
    }),
    law: "covered",
    rule: 3,
    tensor: "layers.0.experts.0.gate.weight",
    says: /rule for blocks\.0\.w13/,
  },
  {
    of: "a key that the config has not",
    plugin: planted({}, { variables: { layer: config("num_layers"), expert: config("experts") } }),
    law: "declared",
    says: /Cannot find num_layers in the config/,
    config: SIZES,
  },
  {
    of: "values changed beyond what float32 brings back",
    plugin: planted({
      query: fuse("blocks.{layer}.q.weight", add(1e7, "layers.{layer}.q.weight")),
    }),
    law: "bits",
    rule: 5,
    tensor: "layers.0.q.weight",
    says: /Cannot keep the way back exact for layers\.0\.q\.weight/,
    config: SMALLEST,
  },
];

for (const { of, plugin, ...expected } of BY_LAW) {
  Deno.test(`${of} is found by the laws, and named`, async () => {
    const report = await checkPlugin(plugin, { runs: 5 });
    assertNamed(report.findings, expected);
    const text = reportText(report, Object.keys(LAWS) as Law[]);
    assert.match(text, expected.says);
    if (expected.config !== undefined) {
      assert.deepEqual(report.findings[0]!.config, expected.config);
      assert(text.includes(JSON.stringify(expected.config)), text);
    }
  });
}

Deno.test("two plugins for one architecture are both named", async () => {
  const other: Plugin = { ...planted(), name: "rival" };
  const { findings } = await checkPlugin(planted(), { runs: 1, others: [other] });
  assertNamed(findings, {
    law: "detected",
    says: /plugin rival serves model_type planted as well/,
  });
});

/** Faults that keep every law: what they make is not what the owner makes, and comes back whole. */
const BY_OWNER: readonly Omit<Fault, "law">[] = [
  {
    of: "gate and up swapped",
    plugin: planted({
      gateUp: fuse(
        "blocks.{layer}.w13",
        stack("expert", concat(0, [`${expert}.up.weight`, `${expert}.gate.weight`])),
      ),
    }),
    rule: 3,
    tensor: "blocks.0.w13",
    says:
      /In B layers\.0\.experts\.0\.gate\.weight lies where the rule puts layers\.0\.experts\.0\.up\.weight/,
  },
  {
    of: "a concat along the wrong dimension",
    plugin: planted({
      gateUp: fuse(
        "blocks.{layer}.w13",
        stack("expert", concat(1, [`${expert}.gate.weight`, `${expert}.up.weight`])),
      ),
    }),
    rule: 3,
    tensor: "layers.0.experts.0.gate.weight",
    says: /has shape \[12,2\], and by the config of planted it is \[6,4\]/,
  },
  {
    of: "a transpose forgotten",
    plugin: planted({ down: fuse("blocks.{layer}.w2", stack("expert", `${expert}.down.weight`)) }),
    rule: 4,
    tensor: "layers.0.experts.0.down.weight",
    says: /has shape \[6,4\]/,
  },
  {
    of: "a transpose too many",
    plugin: planted({
      query: fuse("blocks.{layer}.q.weight", permute([1, 0], "layers.{layer}.q.weight")),
    }),
    rule: 5,
    tensor: "blocks.0.q.weight",
    says: /elements of blocks\.0\.q\.weight are others: at \[0,1\] B has /,
  },
  {
    of: "an expert too few",
    plugin: planted({}, {
      variables: { layer: config("layers"), expert: minus(config("experts"), 1) },
    }),
    rule: 4,
    tensor: "layers.0.experts.2.down.weight",
    says: /the plugin knows no layers\.0\.experts\.2\.down\.weight, and B has not kept it/,
  },
  {
    of: "a bias that was never declared",
    plugin: planted({ queryBias: [] }, {
      tensors: Object.fromEntries(
        Object.entries(tensors).filter(([name]) => !name.endsWith(".bias")),
      ),
    }),
    tensor: "layers.0.q.bias",
    says: /the plugin knows no layers\.0\.q\.bias/,
  },
  {
    of: "both shapes of an MLP the wrong way round",
    plugin: planted({}, {
      tensors: {
        ...tensors,
        [`${expert}.gate.weight`]: { shape: [config("hidden"), config("inner")] },
        [`${expert}.up.weight`]: { shape: [config("hidden"), config("inner")] },
      },
    }),
    rule: 3,
    tensor: "layers.0.experts.0.gate.weight",
    says: /has shape \[6,4\], and by the config of planted it is \[4,6\]/,
  },
  {
    of: "the router under another name",
    plugin: planted({
      router: rename("blocks.{layer}.gate.weight", "layers.{layer}.router.weight"),
    }),
    rule: 2,
    tensor: "blocks.0.gate.weight",
    says: /the plugin makes blocks\.0\.gate\.weight, which is not in B/,
  },
  {
    of: "a value that is added and ought not to be",
    plugin: planted({ query: fuse("blocks.{layer}.q.weight", add(1, "layers.{layer}.q.weight")) }),
    rule: 5,
    tensor: "blocks.0.q.weight",
    says: /16 of 16 elements of blocks\.0\.q\.weight are others/,
  },
];

for (const { of, plugin, ...expected } of BY_OWNER) {
  Deno.test(`${of} keeps the laws, is found beside an owner's answer, and named`, async () => {
    await withOwned(async ({ hf, trainer }) => {
      assert.deepEqual((await checkPlugin(plugin, { runs: 5 })).findings, []);
      assertNamed(await checkAgainst(plugin, hf, trainer), { law: "owner", ...expected });
    });
  });
}

Deno.test("a plugin without fault keeps every law, and makes what the owner makes", async () => {
  await withOwned(async ({ hf, trainer }) => {
    const { findings, unseen, given, drawn, layouts } = await checkPlugin(planted());
    assert.deepEqual({ findings, unseen }, { findings: [], unseen: [] });
    assert.deepEqual({ given, drawn, layouts }, {
      given: 1,
      drawn: 20,
      layouts: ["hf", "trainer"],
    });
    assert.deepEqual(await checkAgainst(planted(), hf, trainer), []);
  });
});

Deno.test("what no config brings about is listed", async () => {
  const plugin = planted({}, {
    tensors: { ...tensors, "extra.weight": { shape: [1], when: eq(config("vocab"), 0) } },
  });
  assert.deepEqual((await checkPlugin(plugin, { runs: 2 })).unseen, ["extra.weight"]);
});

Deno.test("a model too large to be held in memory is checked by its headers, and the report says so", async () => {
  const configs = [{ ...SIZES, hidden: 4096, inner: 4096 }];
  const { findings, unseen } = await checkPlugin(planted(), { configs, runs: 0 });
  assert.deepEqual(findings, []);
  assert.match(unseen.join(), /^the bits of any tensor, as every model is too large/);
  const { findings: broken } = await checkPlugin(planted({ queryBias: [] }), { configs, runs: 0 });
  assert.deepEqual(broken[0]!.config, SMALLEST);
});

Deno.test("the same seed draws the same configs, and another seed others", async () => {
  const reports = await Promise.all(
    [1, 1, 2].map((seed) => checkPlugin(planted({ queryBias: [] }), { seed, runs: 3 })),
  );
  assert.deepEqual(reports[0], reports[1]);
  assert.notDeepEqual(reports[0], reports[2]);
});

function assertNamed(
  findings: readonly Finding[],
  { law, rule, tensor, says }: Pick<Fault, "law" | "rule" | "tensor" | "says">,
): void {
  const [first] = findings;
  assert(first !== undefined, "nothing was found");
  assert.deepEqual(
    { law: first.law, rule: first.rule?.number, tensor: first.tensor },
    { law, rule, tensor },
  );
  assert.match(first.says, says);
}

async function withOwned(
  work: (paths: ReturnType<typeof writeOwned>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tensorferry-" });
  try {
    await work(writeOwned(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

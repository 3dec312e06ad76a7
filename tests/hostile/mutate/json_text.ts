/**
 * Changes to JSON that mostly leave it JSON.
 *
 * @module
 */
import type { Random } from "./random.ts";
import { EDGES, NAMES } from "./values.ts";

/** A token: its text, and where it is. */
interface Token {
  readonly text: string;
  readonly index: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/g;

/** Members are found where they are small: a key, and a value that is a word or has no braces within its own. */
const MEMBER = /"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\w.+-]+|\{[^{}]*\}|\[[^[\]]*\])/g;

const KEY = /^"(?:[^"\\]|\\.)*"/;

/** Other ways to write a number, and what is nearly one. */
const NUMBERS = [
  "1.0",
  "1e3",
  "-0",
  "1e308",
  "1e309",
  "01",
  "0.5",
  "-1e-400",
  "NaN",
  "Infinity",
  "1e999999999",
];

/** Values of other kinds. */
const VALUES = ["{}", "[]", "null", "true", '""', "[[]]", '{"a":{}}', "[0,0,0]", "-1", '"F32"'];

/** Depth beyond every limit, and small enough to be written often. */
const DEEP = 300;

/** Changes one number, string, member, token or depth of a text. */
export function mutateJson(text: string, random: Random): string {
  const places = placesOf(text, TOKEN);
  if (places.length === 0) return random.pick(VALUES);
  const numbers = places.filter(({ text }) => /^-?\d/.test(text));
  const strings = places.filter(({ text }) => text.startsWith('"'));
  const members = placesOf(text, MEMBER);
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      return replaced(text, numbers, numberText(random), random);
    case 3:
    case 4:
      return replaced(text, strings, JSON.stringify(random.pick(NAMES)), random);
    case 5: {
      return replaced(text, places, random.pick(places).text, random);
    }
    case 6: {
      if (members.length === 0) return text;
      const [member, other] = [random.pick(members), random.pick(members)];
      // A second time under its own key, or under that of another.
      const again = random.oneIn(2) ? member.text : member.text.replace(KEY, keyOf(other.text));
      return put(text, { ...member, text: "" }, `${again},`);
    }
    case 7:
      return replaced(text, places, random.oneIn(3) ? "" : random.pick(VALUES), random);
    case 8: {
      const value = random.pick(places);
      const [open, close] = random.oneIn(2) ? ["[", "]"] : ['{"a":', "}"];
      return put(text, value, open.repeat(DEEP) + value.text + close.repeat(DEEP));
    }
    default: {
      const string = random.pick(strings.length > 0 ? strings : places);
      return put(text, string, escaped(string.text));
    }
  }
}

function placesOf(text: string, pattern: RegExp): Token[] {
  return [...text.matchAll(pattern)].map((found) => ({ text: found[0], index: found.index }));
}

function numberText(random: Random): string {
  return random.oneIn(4) ? random.pick(NUMBERS) : `${random.pick(EDGES)}`;
}

function keyOf(member: string): () => string {
  return () => KEY.exec(member)![0];
}

/** The same string with its characters escaped, which is to mean the same. */
function escaped(text: string): string {
  if (!text.startsWith('"')) return text;
  return `"${
    text.slice(1, -1).replace(/[a-z_.]/g, (char) =>
      `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
  }"`;
}

function replaced(text: string, places: readonly Token[], by: string, random: Random): string {
  return places.length === 0 ? text : put(text, random.pick(places), by);
}

function put(text: string, { text: old, index }: Token, by: string): string {
  return text.slice(0, index) + by + text.slice(index + old.length);
}

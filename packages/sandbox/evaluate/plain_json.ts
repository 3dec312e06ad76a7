/**
 * Data as JSON, and nothing but data.
 *
 * `JSON.stringify` leaves out functions, takes NaN for null and calls `toJSON`: a plugin would become another one in silence.
 *
 * @module
 */

/** As deep as the data of a plugin may nest; see `packages/core/plugin/schema.ts`. */
const MAX_DEPTH = 64;

/** Data is larger as JSON than was allowed. */
export class TooMuchDataError extends Error {}

/**
 * `data` as JSON.
 *
 * @param limit The most characters.
 * @throws TypeError naming the first place that JSON cannot say as it is.
 * @throws TooMuchDataError beyond the limit, however the data came to be so large.
 */
export function plainJson(data: unknown, limit: number): string {
  const pieces: string[] = [];
  let length = 0;
  const put = (piece: string) => {
    length += piece.length;
    if (length > limit) throw new TooMuchDataError();
    pieces.push(piece);
  };
  const putText = (text: string) => {
    // Before it is escaped, as that would copy it.
    if (text.length > limit) put(text);
    put(JSON.stringify(text));
  };
  const putAll = (item: unknown, path: readonly string[]) => {
    const refuse = (what: string): never => {
      const place = path.length === 0 ? "its default export" : path.join("").slice(0, 200);
      throw new TypeError(`${place} is ${what}, which is no data`);
    };
    if (path.length > MAX_DEPTH) refuse(`nested deeper than ${MAX_DEPTH}, or refers to itself`);
    if (item === null || typeof item === "boolean") return put(String(item));
    if (typeof item === "string") return putText(item);
    if (typeof item === "number") return put(Number.isFinite(item) ? `${item}` : refuse(`${item}`));
    if (typeof item !== "object") {
      return refuse(item === undefined ? "undefined" : `a ${typeof item}`);
    }
    if (Array.isArray(item)) {
      put("[");
      for (let i = 0; i < item.length; i++) {
        if (i > 0) put(",");
        putAll(item[i], [...path, `[${i}]`]);
      }
      return put("]");
    }
    const prototype = Object.getPrototypeOf(item);
    if (prototype !== Object.prototype && prototype !== null) refuse("an object of a class");
    put("{");
    Object.entries(item).forEach(([key, value], i) => {
      if (i > 0) put(",");
      putText(key);
      put(":");
      putAll(value, [...path, path.length === 0 ? key : `.${key}`]);
    });
    put("}");
  };
  putAll(data, []);
  return pieces.join("");
}

/** Columns that a line of a document may have, as in the source. */
const WIDTH = 100;

/**
 * JSON as the formatter of this repository leaves it: two spaces, a list on one line where it fits
 * and holds no objects.
 */
export function jsonDocument(value: unknown): string {
  return `${textOf(value, "", 0)}\n`;
}

/** `before` is how much already stands on the line. */
function textOf(value: unknown, indent: string, before: number): string {
  if (Array.isArray(value)) return listText(value, indent, before);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const lines = Object.entries(value)
    .filter((entry) => entry[1] !== undefined)
    .map(([key, member]) => {
      const label = `${inner}${JSON.stringify(key)}: `;
      return label + textOf(member, inner, label.length);
    });
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indent}}`;
}

function listText(list: readonly unknown[], indent: string, before: number): string {
  const inner = `${indent}  `;
  const texts = list.map((element) => textOf(element, inner, inner.length));
  const line = `[${texts.join(", ")}]`;
  // A comma may follow.
  const fits = !line.includes("\n") && before + line.length < WIDTH;
  return fits ? line : `[\n${texts.map((text) => inner + text).join(",\n")}\n${indent}]`;
}

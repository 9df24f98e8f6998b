import { constantOf, isMapped, mappedAt } from "./mapped.ts";
import { DERIVABLE } from "./mapping.ts";
import type { Problems } from "./problems.ts";
import { keyRange, type MapTree, nodeAt, type Tree, textAt } from "./tree.ts";

const CONTENTS = ["fields", "custom_data", "contents"];

/** The options of `contents`, and what they need beside them. */
export function checkContents(mapping: MapTree, problems: Problems): void {
  const contents = nodeAt(mapping, CONTENTS);
  if (contents?.kind !== "map") return;
  checkDerived(mapping, contents, problems);
  if (isTrue(contents, "check_value")) checkSum(mapping, problems);
  if (isTrue(contents, "price")) checkPrice(mapping, problems);
}

function isTrue(contents: Tree, key: string): boolean {
  const node = nodeAt(contents, [key]);
  return node?.kind === "scalar" && node.value === true;
}

/** A member is either derived or mapped. */
function checkDerived(mapping: MapTree, contents: Tree, problems: Problems): void {
  const list = nodeAt(contents, ["derive"]);
  for (const item of list?.kind === "list" ? list.items : []) {
    const name = DERIVABLE.find((each) => each === textAt(item, []));
    const own = name && mappedAt(mapping, `custom_data.${name}`);
    if (own === undefined) continue;
    problems.add(item.range, {
      code: "conflicting_keys",
      message: `fields.custom_data.contents.derive: \`${name}\` is mapped too, at line ${own.key.line}`,
      hint: "keep one of the two",
    });
  }
}

function checkSum(mapping: MapTree, problems: Problems): void {
  const missing = ["custom_data.value", "contents.item_price"].find(
    (field) => !isMapped(mapping, field),
  );
  if (missing === undefined) return;
  const name = missing.startsWith("contents") ? "item.item_price" : "fields.custom_data.value";
  problems.add(keyRange(mapping, [...CONTENTS, "check_value"]), {
    code: "nothing_to_check",
    message: `fields.custom_data.contents.check_value needs ${name}, which is not mapped`,
    hint: "map it, or remove `check_value`",
  });
}

/** The offline page calls the price of one unit `price`, all others `item_price`. */
function checkPrice(mapping: MapTree, problems: Problems): void {
  const range = keyRange(mapping, [...CONTENTS, "price"]);
  if (!isMapped(mapping, "contents.item_price")) {
    problems.add(range, {
      code: "nothing_to_send",
      message:
        "fields.custom_data.contents.price repeats item.item_price as `price`, and that is not mapped",
      hint: "map item.item_price, or remove `price`",
    });
  }
  const source = constantOf(mapping, "action_source")?.text;
  if (source === undefined || source === "physical_store") return;
  problems.add(range, {
    code: "option_not_taken",
    message: `fields.custom_data.contents.price is for action_source physical_store, found \`${source}\``,
    hint: "remove `price`",
  });
}

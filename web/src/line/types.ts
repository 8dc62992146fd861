import type { Json } from "./read";

/** A message object of LINE's, as it is sent or received. Any field may be missing or wrong. */
export type LineMessage = Json;

/** What a tap does: `type` and the fields of LINE's action objects. */
export type LineAction = Json;

/** Who said it. In a friend's phone the account stands at the left and the friend at the right. */
export type Side = "account" | "friend";

export type OnTap = (action: LineAction) => void;

export { MessageBubbles } from "./MessageBubbles";
export { PhoneFrame } from "./PhoneFrame";
export { QuickReplies, quickRepliesOf } from "./QuickReplies";
export { Sticker } from "./Sticker";
export { safeColour, safeLink, safeMedia, safePage } from "./safe";
export type { LineAction, LineMessage, OnTap, Side } from "./types";

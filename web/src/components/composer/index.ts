export { type Action, type Block, type BlockKind, isUntouched, MAX_BLOCKS, newBlock } from "./blocks";
export { messagesOf } from "./compile";
export { MessageComposer } from "./MessageComposer";
export { PhonePreview, type PreviewFriend } from "./PhonePreview";
export { filled } from "./placeholders";
export { type Problems, withinBlocks } from "./problems";
export { useContentProblems } from "./useContentProblems";

export { ConditionDrawer } from "./ConditionDrawer";
export { ConditionEditor } from "./ConditionEditor";
export { ConditionSentence } from "./ConditionSentence";
export { everyone, isEveryone, type Leaf, readTree, type Tree, type TreeNode } from "./tree";
export { type ConditionPreview, useConditionPreview } from "./useConditionPreview";

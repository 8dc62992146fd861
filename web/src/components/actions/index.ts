export { ActionsEditor } from "./ActionsEditor";
export { actionKindsQuery } from "./queries";
export { type ActionSpec, allAsSent, newSpec, specsOf } from "./types";
export { useActionText } from "./useActionText";

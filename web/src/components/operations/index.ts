export { OperationControls } from "./OperationControls";
export { OperationParts, Outcomes } from "./OperationParts";
export { OperationBar, OperationProgress } from "./OperationProgress";
export { operationQuery, operationsQuery } from "./queries";
export { deedsFor, isActive, OPERATION_LOOKS, roundedRest, shareOf } from "./state";
export { type OperationDeed, useOperation, useOperationDeed } from "./useOperation";

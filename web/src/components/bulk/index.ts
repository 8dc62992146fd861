export { BulkDialog } from "./BulkDialog";
export type { Who } from "./queries";

export { saveFile } from "./download";
export { ExportButton } from "./ExportButton";
export { ExportDialog } from "./ExportDialog";

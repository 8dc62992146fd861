export { saveFile, saveText } from "./download";
export { ExportButton } from "./ExportButton";
export { ExportDialog } from "./ExportDialog";

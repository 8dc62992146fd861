export { ConsentCard } from "./ConsentCard";
export { CustomerExport } from "./CustomerExport";
export { PersonItems } from "./PersonItems";
export { usePersonDeeds } from "./usePersonDeeds";

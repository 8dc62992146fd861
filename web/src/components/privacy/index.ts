export { ConsentCard } from "./ConsentCard";
export { CustomerErasure } from "./CustomerErasure";
export { CustomerExport } from "./CustomerExport";
export { PersonItems } from "./PersonItems";
export { usePersonDeeds } from "./usePersonDeeds";

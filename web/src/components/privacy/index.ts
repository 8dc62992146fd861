export { ConsentCard } from "./ConsentCard";
export { PersonMenu } from "./PersonMenu";

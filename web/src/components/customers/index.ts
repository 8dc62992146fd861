export { CustomerCard } from "./CustomerCard";
export { CustomerFriends } from "./CustomerFriends";
export { useYen, yen } from "./money";
export { OrderList } from "./OrderList";
export { OrdersCard } from "./OrdersCard";
export { useSourceText } from "./useSourceText";
export { useSystemName } from "./useSystemName";

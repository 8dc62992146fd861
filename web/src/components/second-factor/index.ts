export { AuthNote } from "./AuthNote";
export { CodeAppSetup } from "./CodeAppSetup";
export { CodeField } from "./CodeField";
export { useAuthMessage } from "./messages";
export { PasskeySetup } from "./PasskeySetup";
export { hasPasskeys, type RequestJson, showPasskey } from "./passkey";
export { RecoveryCodes } from "./RecoveryCodes";
export { SecondFactorSetup } from "./SecondFactorSetup";
export { useConfirmed } from "./useConfirmed";

export { ChannelCheck } from "./ChannelCheck";
export { Checklist } from "./Checklist";
export { asSent, CredentialFields, type Credentials } from "./CredentialFields";

export { AudiencePicker } from "./AudiencePicker";
export { type Audience, everybody, recipientsOf } from "./audience";
export { useAudienceCount } from "./useAudienceCount";
export { Waterfall } from "./Waterfall";

package dev.millrace.schemas;

/**
 * Why something was set aside, refused or failed: the one catalogue that records, metrics and
 * alarms share. Records carry the {@link #name()}.
 */
public enum Cause {
  /** The bytes are not a record of the topic's schema in the Confluent wire format. */
  UNREADABLE(Category.BAD_INPUT),
  /** A field that has to be there is absent or empty. */
  INVALID_FIELD(Category.BAD_INPUT),
  /** No pipeline of that name has been applied. */
  UNKNOWN_PIPELINE(Category.BAD_INPUT),
  /** The content type is none that a pipeline can read. */
  UNSUPPORTED_CONTENT_TYPE(Category.BAD_INPUT),
  /** The payload is not strict JSON (RFC 8259, no duplicate keys, bounded depth). */
  MALFORMED_JSON(Category.BAD_INPUT),
  /** The payload does not fit the pipeline's schema. */
  SCHEMA_VIOLATION(Category.BAD_INPUT),
  /** The payload is larger than the pipeline lets in. */
  TOO_LARGE(Category.BAD_INPUT),
  /** The prompt asks for a field that the event does not have, or has as null. */
  MISSING_VARIABLE(Category.BAD_INPUT),
  /** The prompt, filled in with the event, is empty. */
  EMPTY_PROMPT(Category.BAD_INPUT),
  /** The endpoint refused the request as invalid. */
  INVALID_REQUEST(Category.BAD_INPUT),
  /** The deadline passed before a call could be made. */
  DEADLINE_EXPIRED(Category.POLICY),
  /** The tenant was erased, and the keys with it that its personal data would need. */
  TENANT_ERASED(Category.POLICY),
  /** A kill switch stops the pipeline, the tenant or every model that the request may go to. */
  KILLED(Category.POLICY),
  /** What is left of a budget is less than the next call may cost. */
  BUDGET_EXHAUSTED(Category.POLICY),
  /** A budget would have to count a call to a model that has no price: unknown is not free. */
  UNPRICED(Category.POLICY),
  /** A guardrail stopped the input or the answer. */
  GUARDRAIL(Category.POLICY),
  /** The tenant sends more than its limits allow. */
  RATE_LIMITED(Category.THROTTLED),
  /** The endpoint's quota for this account is used up for now. */
  THROTTLED(Category.THROTTLED),
  /** The endpoint has no capacity for now. */
  UNAVAILABLE(Category.EXTERNAL),
  /** The model is being loaded. */
  MODEL_NOT_READY(Category.EXTERNAL),
  /** No answer came in time. */
  TIMEOUT(Category.EXTERNAL),
  /** The model failed while it worked on the request. */
  MODEL_ERROR(Category.EXTERNAL),
  /** The endpoint failed in itself. */
  ENDPOINT_ERROR(Category.EXTERNAL),
  /** The connection broke or could not be made. */
  TRANSPORT(Category.EXTERNAL),
  /** Credentials are missing, expired or not allowed to call the model. */
  ACCESS_DENIED(Category.EXTERNAL),
  /** The endpoint knows no such model. */
  UNKNOWN_MODEL(Category.EXTERNAL),
  /** The endpoint knows no such guardrail, or not in that version. */
  UNKNOWN_GUARDRAIL(Category.EXTERNAL),
  /** The batch job that a request was in ended without an answer to it. */
  BATCH_FAILED(Category.EXTERNAL),
  /** The model answered, but not with what the task asks for. */
  INVALID_ANSWER(Category.EXTERNAL),
  /** A defect of Millrace. */
  INTERNAL_ERROR(Category.INTERNAL);

  private final Category category;

  Cause(Category category) {
    this.category = category;
  }

  /** Who has to act. */
  public Category category() {
    return category;
  }
}

package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;

/**
 * How much a model writes at most.
 *
 * @param declared what nobody may exceed; where it is absent, callers may ask for any number
 */
record OutputLimit(OptionalInt declared) {

  /** Of models for which none is declared, where the caller says nothing. */
  private static final int USUAL = 4096;

  /** What the caller wants at most; where it does not say, all that the model can. */
  int of(JsonNode wanted, String where) {
    return of(wanted, where, declared.orElse(USUAL));
  }

  /**
   * What the caller wants at most.
   *
   * @param unsaid where it does not say
   */
  int of(JsonNode wanted, String where, int unsaid) {
    if (wanted.isMissingNode() || wanted.isNull()) {
      return Math.min(unsaid, declared.orElse(unsaid));
    }
    if (!wanted.isInt() || wanted.asInt() < 1) {
      throw AwsError.constraint(
          where, wanted.toString(), "Member must have value greater than or equal to 1");
    }
    if (declared.isPresent() && wanted.asInt() > declared.getAsInt()) {
      throw AwsError.validation(
          "The maximum tokens you requested exceeds the model limit of "
              + declared.getAsInt()
              + ". Try again with a maximum tokens value that is lower than "
              + declared.getAsInt()
              + ".");
    }
    return wanted.asInt();
  }
}

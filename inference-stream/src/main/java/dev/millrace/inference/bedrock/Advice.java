package dev.millrace.inference.bedrock;

import dev.millrace.schemas.Cause;
import java.util.Locale;
import java.util.Optional;

/** What whoever runs the pipeline can do about calls that the endpoint refuses every time. */
final class Advice {

  private Advice() {}

  /**
   * Finds it.
   *
   * @param message of the endpoint; it is looked into, never passed on
   */
  static Optional<String> on(Cause cause, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return Optional.ofNullable(
        switch (cause) {
          case ACCESS_DENIED ->
              words.contains("expired")
                  ? "the credentials have expired: renew them"
                  : "check the credentials, and that they may invoke this model in this region";
          case UNKNOWN_MODEL ->
              "the model id is not known there: correct it in the pipeline, or enable the model"
                  + " in this region";
          case INVALID_REQUEST ->
              words.contains("too long")
                  ? "the prompt is longer than the model reads: shorten the prompt or the event, or"
                      + " take a model with a larger context"
                  : null;
          default -> null;
        });
  }
}

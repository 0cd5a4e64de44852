package dev.millrace.bedrock.api;

import java.util.Optional;

/**
 * Which model a call is for.
 *
 * @param id the endpoint's own id of the call
 * @param called the model as the caller names it
 * @param model the id of the model that answers, whose quota it is
 */
record Target(String id, String called, String model) {

  /** The model that answers, where the caller names something that stands for it. */
  Optional<String> base() {
    return called.equals(model) ? Optional.empty() : Optional.of(model);
  }
}

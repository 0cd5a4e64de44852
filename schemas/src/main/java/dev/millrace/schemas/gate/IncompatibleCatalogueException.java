package dev.millrace.schemas.gate;

import java.util.List;

/** Schemas of this build may not follow those that the registry holds. */
public final class IncompatibleCatalogueException extends RuntimeException {

  private static final long serialVersionUID = 1;

  IncompatibleCatalogueException(List<String> problems) {
    super(
        "this build would not read what is in the topics, so it does not start; run the version that"
            + " wrote them, or move to new topics:\n- "
            + String.join("\n- ", problems));
  }
}

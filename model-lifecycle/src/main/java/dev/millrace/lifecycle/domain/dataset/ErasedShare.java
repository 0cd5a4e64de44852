package dev.millrace.lifecycle.domain.dataset;

import java.util.Set;

/** Whose requests a dataset holds, of the tenants that were erased since it was made. */
public sealed interface ErasedShare {

  /**
   * It is known whose requests it holds.
   *
   * @param tenants of them those that were erased; perhaps none
   */
  record Told(Set<String> tenants) implements ErasedShare {

    public Told {
      tenants = Set.copyOf(tenants);
    }
  }

  /** It is not known for now: ask again. */
  record Unheard() implements ErasedShare {}

  /**
   * Nothing says it: those of anybody who was erased may be among them.
   *
   * @param reason what is wrong, without content
   */
  record Untold(String reason) implements ErasedShare {}
}

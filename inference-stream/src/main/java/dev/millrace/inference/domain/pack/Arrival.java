package dev.millrace.inference.domain.pack;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.Step;
import dev.millrace.record.Lane;
import java.time.Instant;

/**
 * A request that comes for company.
 *
 * @param line what it wants; with terms of sharing
 * @param deadline nobody wants its answer afterwards
 * @param goesOn whether it was called for before
 * @param who comes
 */
public record Arrival<E>(Step.Line line, Lane lane, Instant deadline, boolean goesOn, E who) {

  /** The call that it would make alone. */
  public ModelCall call() {
    return line.call();
  }

  /** On what terms it shares its call. */
  public Sharing sharing() {
    return line.sharing().orElseThrow();
  }
}

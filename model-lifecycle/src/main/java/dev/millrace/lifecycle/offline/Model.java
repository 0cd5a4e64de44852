package dev.millrace.lifecycle.offline;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Somebody who answers questions. */
public interface Model extends AutoCloseable {

  /** Asks once; the future never fails. */
  CompletableFuture<Reply> ask(Question question);

  /** The most that a call may cost, in US dollars; absent where the model has no price. */
  Optional<BigDecimal> bound(Question question);

  @Override
  default void close() {}
}

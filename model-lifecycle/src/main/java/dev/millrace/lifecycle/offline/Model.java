package dev.millrace.lifecycle.offline;

import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;

/** Somebody who answers questions. */
public interface Model extends AutoCloseable {

  /** Asks once; the future never fails. */
  CompletableFuture<Reply> ask(Question question);

  /** The most that a call may cost, in US dollars; 0 where the model has no price. */
  BigDecimal bound(Question question);

  @Override
  default void close() {}
}

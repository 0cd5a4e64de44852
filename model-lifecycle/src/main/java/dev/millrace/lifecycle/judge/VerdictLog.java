package dev.millrace.lifecycle.judge;

import dev.millrace.record.JudgeVerdict;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Where verdicts are written, by one writer at a time: whoever opens it takes it from the one
 * before.
 */
interface VerdictLog extends AutoCloseable {

  /** Opens it. */
  @FunctionalInterface
  interface Opener {

    /**
     * Takes it over.
     *
     * @throws IOException where that cannot be done now
     */
    VerdictLog open() throws IOException;
  }

  /**
   * Gives all verdicts since an instant, in their order.
   *
   * @throws IOException where they cannot be read
   */
  void read(Instant since, Consumer<JudgeVerdict> to) throws IOException;

  /**
   * Writes one; where this returns, it is there.
   *
   * @throws IOException where it may not be, or another has taken over
   */
  void write(JudgeVerdict verdict) throws IOException;

  @Override
  void close();
}

package dev.millrace.local.client;

import dev.millrace.platform.runtime.Pause;
import java.io.IOException;
import java.io.Reader;
import java.util.Iterator;
import java.util.function.BooleanSupplier;

/**
 * Lets rows flow to a pipeline at a steady pace, their labels a second behind.
 *
 * <p><i>Threads</i>: one.
 */
public final class SteadyFlow {

  private final Sending sending;
  private final String source;
  private final int perSecond;
  private final Pause pause;
  private boolean isEnough;

  /**
   * By a sending.
   *
   * @param source who says what is true
   * @param perSecond rows in a second, at least 1
   */
  public SteadyFlow(Sending sending, String source, int perSecond, Pause pause) {
    this.sending = sending;
    this.source = source;
    this.perSecond = perSecond;
    this.pause = pause;
  }

  /**
   * Sends rows until none is left, or it is enough.
   *
   * @param enough is asked every second
   */
  public void run(Iterator<Row> rows, BooleanSupplier enough)
      throws IOException, InterruptedException {
    isEnough = false;
    SteadyPace pace =
        new SteadyPace(
            perSecond,
            () -> {
              sending.sendFeedback(source);
              isEnough = enough.getAsBoolean();
            },
            pause,
            System::nanoTime);
    RowReader some =
        (none, to, refused) -> {
          while (!isEnough && rows.hasNext()) {
            to.accept(rows.next());
          }
        };
    sending.send(some, Reader.nullReader(), pace);
    sending.sendFeedback(source);
  }
}

package dev.millrace.inference.journal;

import dev.millrace.inference.domain.Replay.Ended;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * What is known outside of this process about requests and their ends.
 *
 * <p><i>Threads</i>: {@link #ends()} may be called at any time, the others by one thread.
 */
public interface Journal extends AutoCloseable {

  /** For each partition of the predictions, the offset that its next record will have. */
  CompletableFuture<long[]> ends();

  /** The oldest offset of each partition of the requests. */
  Map<Integer, Long> requestBeginnings();

  /**
   * Reads the predictions from there to the present end.
   *
   * @param floor first offset by partition; a partition behind the array's end is read whole
   * @param to takes the id of a request and its end
   */
  void read(long[] floor, BiConsumer<String, Ended> to);

  @Override
  void close();
}

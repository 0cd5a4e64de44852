package dev.millrace.drift;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which instant of the clock on the wall the job has counted all predictions.
 *
 * <p>It asks where the topic ends, and then where the group of the job is, until that has come to
 * those ends: then all that had been written when it asked is counted. Offsets are committed when a
 * checkpoint is complete, so all before them has gone through all operators, whoever read it. A job
 * without checkpoints never has.
 *
 * <p>An earlier life may have committed more than this one has read, where it went on from an older
 * checkpoint, or from none. Each checkpoint commits anew, and the answer comes a little later than
 * that: offsets are believed from the second checkpoint of this life on.
 *
 * <p><i>Failure</i>: while the brokers do not answer, no later instant is known; the next question
 * asks them again.
 *
 * <p><i>Threads</i>: one.
 */
final class ReadingProgress implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReadingProgress.class);

  private static final int OWN_CHECKPOINTS = 2;

  /** Who knows how far topic and group are; nobody waits for the answers. */
  interface Brokers extends AutoCloseable {

    /** Behind the last record of each partition that has any. */
    CompletableFuture<Map<TopicPartition, Long>> ends();

    /** Where the group of the job is, by partition. */
    CompletableFuture<Map<TopicPartition, Long>> group();

    @Override
    void close();
  }

  /** Where the topic ended at an instant. */
  private record Mark(long atMillis, CompletableFuture<Map<TopicPartition, Long>> ends) {}

  private final Brokers brokers;
  private int checkpoints;
  private @Nullable Mark mark;
  private @Nullable CompletableFuture<Map<TopicPartition, Long>> group;
  private @Nullable Long countedMillis;

  /** Nothing is known yet. */
  ReadingProgress(Brokers brokers) {
    this.brokers = brokers;
  }

  /** Of the job with these settings. */
  static ReadingProgress open(DriftSettings settings) {
    return new ReadingProgress(new LiveBrokers(settings));
  }

  /** A checkpoint of this life is complete. */
  void checkpointed() {
    checkpoints++;
  }

  /**
   * The newest instant that is known of; nothing while there is none.
   *
   * @param wallMillis now
   */
  Optional<Long> countedUntil(long wallMillis) {
    try {
      look(wallMillis);
    } catch (CompletionException e) {
      LOG.warn("how much there is to read cannot be found out, and is asked for again", e);
      mark = null;
      group = null;
    }
    return Optional.ofNullable(countedMillis);
  }

  @Override
  public void close() {
    brokers.close();
  }

  private void look(long wallMillis) {
    Mark asked = mark;
    if (asked == null) {
      mark = new Mark(wallMillis, brokers.ends());
      return;
    }
    if (!asked.ends().isDone() || checkpoints < OWN_CHECKPOINTS) {
      return;
    }
    CompletableFuture<Map<TopicPartition, Long>> answer = group;
    if (answer == null) {
      group = brokers.group();
      return;
    }
    if (!answer.isDone()) {
      return;
    }
    group = null;
    Map<TopicPartition, Long> at = answer.join();
    boolean isCounted =
        asked.ends().join().entrySet().stream()
            .allMatch(end -> at.getOrDefault(end.getKey(), -1L) >= end.getValue());
    if (isCounted) {
      countedMillis = asked.atMillis();
      mark = new Mark(wallMillis, brokers.ends());
    } else {
      group = brokers.group();
    }
  }
}

package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.ingestion.gateway.predictions.PredictionHeads.Head;
import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Entry;
import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Place;
import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Progress;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows how requests end, all partitions: each gateway sees them all.
 *
 * <p><i>Shape</i>: predictions from where the index ends, each written to the index and then told
 * to who waits for it; dead letters from now on, told only.
 *
 * <p><i>Threads</i>: one of its own.
 *
 * <p><i>Failure</i>: what cannot be read is logged and passed over. While the brokers, the registry
 * or the disk fail it stays where it is: the index has no holes.
 */
final class EndingFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EndingFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Between attempts while something is away. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration STOP = Duration.ofSeconds(5);

  /** Looks for new partitions, half a minute apart at most. */
  private static final int POLLS_BETWEEN_LOOKS = 60;

  private final Consumer<byte[], byte[]> consumer;
  private final String topicId;
  private final PredictionHeads heads;
  private final AvroCodec<DeadLetter> letters;
  private final PredictionIndex index;
  private final AwaitedEndings awaited;
  private final Thread thread = new Thread(this::follow, "gateway-endings");
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Where the predictions end that were written before the start. */
  private final Map<TopicPartition, Long> formerEnds;

  private volatile boolean caughtUp;

  /** What is done with; of both topics. */
  private Map<TopicPartition, Long> done = new HashMap<>();

  /** What the index holds. */
  private Positions indexed;

  /**
   * Begins to follow.
   *
   * @param consumer taken over
   * @param topicId of predictions
   */
  EndingFollower(
      Consumer<byte[], byte[]> consumer,
      String topicId,
      SchemaRegistry registry,
      PredictionIndex index,
      AwaitedEndings awaited) {
    this.consumer = consumer;
    this.topicId = topicId;
    this.heads = new PredictionHeads(registry);
    this.letters = new AvroCodec<>(Topics.DEAD_LETTERS, registry);
    this.index = index;
    this.awaited = awaited;
    try {
      this.indexed = index.progress().map(Progress::positions).orElseGet(Positions::none);
      List<TopicPartition> predictions = TopicPartitions.of(consumer, Topics.PREDICTIONS);
      List<TopicPartition> all = new ArrayList<>(predictions);
      all.addAll(TopicPartitions.of(consumer, Topics.DEAD_LETTERS));
      consumer.assign(all);
      consumer.seekToEnd(all);
      consumer.seekToBeginning(predictions);
      for (TopicPartition partition : predictions) {
        indexed.of(partition.partition()).ifPresent(offset -> consumer.seek(partition, offset));
      }
      this.formerEnds = consumer.endOffsets(predictions);
      // Asked for now, so that no letter from here on is missed.
      all.forEach(partition -> done.put(partition, consumer.position(partition)));
      caughtUp = hasPassedFormerEnds();
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether everything that was written before the start is in the index. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  private void follow() {
    for (long polls = 1; closing.getCount() > 0; polls++) {
      try {
        take(consumer.poll(POLL));
        caughtUp |= hasPassedFormerEnds();
        if (polls % POLLS_BETWEEN_LOOKS == 0) {
          TopicPartitions.takeNew(consumer, Topics.PREDICTIONS);
          TopicPartitions.takeNew(consumer, Topics.DEAD_LETTERS);
        }
      } catch (WakeupException e) {
        LOG.debug("the gateway stops following how requests end");
      } catch (RuntimeException e) {
        LOG.warn("the gateway cannot follow how requests end and tries again in {}", PAUSE, e);
        rewind();
        rest();
      }
    }
    consumer.close();
  }

  /** Partitions that were taken in since, of which nothing is done with, begin anew as well. */
  private void rewind() {
    done.forEach(consumer::seek);
    List<TopicPartition> added = new ArrayList<>(consumer.assignment());
    added.removeAll(done.keySet());
    if (!added.isEmpty()) {
      consumer.seekToBeginning(added);
    }
  }

  private void rest() {
    try {
      closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody but close() ends this thread.
      LOG.debug("the follower of endings was interrupted", e);
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return;
    }
    List<Entry> entries = new ArrayList<>();
    List<Ending.Predicted> told = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records.records(Topics.PREDICTIONS.name())) {
      read(record, entries, told);
    }
    Map<TopicPartition, Long> next = new HashMap<>(done);
    Positions moved = indexed;
    for (TopicPartition partition : records.partitions()) {
      long position = consumer.position(partition);
      next.put(partition, position);
      if (partition.topic().equals(Topics.PREDICTIONS.name())) {
        moved = moved.moved(partition.partition(), position);
      }
    }
    if (!moved.equals(indexed)) {
      index.add(entries, new Progress(topicId, moved));
      indexed = moved;
    }
    // Only now: whoever is told finds it in the index too.
    told.forEach(awaited::arrived);
    records.records(Topics.DEAD_LETTERS.name()).forEach(this::tell);
    done = next;
  }

  private void read(
      ConsumerRecord<byte[], byte[]> record, List<Entry> entries, List<Ending.Predicted> told) {
    if (record.value() == null) {
      return;
    }
    try {
      Head head = heads.read(record.value());
      entries.add(
          new Entry(
              head.tenant(), head.requestId(), new Place(record.partition(), record.offset())));
      if (awaited.isAwaited(head.tenant(), head.requestId())) {
        told.add(
            new Ending.Predicted(
                heads.readWhole(record.value()), TraceContexts.read(record.headers())));
      }
    } catch (UnreadableRecordException e) {
      passOver(record, e);
    }
  }

  /** Letters of events that did not become requests; of the others there is a prediction. */
  private void tell(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || !awaited.isAnybodyWaiting()) {
      return;
    }
    DeadLetter letter;
    try {
      letter = letters.decode(record.value());
    } catch (UnreadableRecordException e) {
      passOver(record, e);
      return;
    }
    if (letter.getStage() == Stage.INGESTION
        && letter.getTenant() != null
        && letter.getPipeline() != null
        && letter.getEventId() != null) {
      awaited.arrived(
          letter.getTenant(),
          RequestId.of(letter.getTenant(), letter.getPipeline(), letter.getEventId()),
          new Ending.SetAside(letter.getCause(), letter.getDetail()));
    }
  }

  private static void passOver(
      ConsumerRecord<byte[], byte[]> record, UnreadableRecordException reason) {
    LOG.warn(
        "{}-{}@{} cannot be read and is passed over",
        record.topic(),
        record.partition(),
        record.offset(),
        reason);
  }

  private boolean hasPassedFormerEnds() {
    return formerEnds.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

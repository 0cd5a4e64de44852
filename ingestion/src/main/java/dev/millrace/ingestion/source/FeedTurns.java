package dev.millrace.ingestion.source;

import dev.millrace.ingestion.domain.source.SourceReader;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the records of a topic to raw-events, some at a turn: what is read, what became of it and
 * how far it is read are one transaction.
 *
 * <p><i>Failure</i>: whatever a turn throws, its transaction is aborted; who goes on with new
 * clients begins behind the last turn that was committed.
 *
 * <p><i>Threads</i>: one.
 */
final class FeedTurns {

  private static final Logger LOG = LoggerFactory.getLogger(FeedTurns.class);

  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final FeedRecords records;
  private final InstantSource clock;
  private final StartOffsets starts;

  /** Takes its place in the group; the clients stay the caller's. */
  FeedTurns(FeedClients clients, FeedRecords records, PipelineSpec spec, InstantSource clock) {
    Source source = Objects.requireNonNull(spec.getSource());
    this.consumer = clients.consumer();
    this.producer = clients.producer();
    this.records = records;
    this.clock = clock;
    this.starts = new StartOffsets(consumer, source.getStart(), spec.getAppliedAt());
    producer.initTransactions();
    consumer.subscribe(List.of(source.getTopic()), starts);
  }

  /** Takes what there is, or waits a moment; returns how many records it were. */
  int turn(SourceReader reader) {
    ConsumerRecords<byte[], byte[]> read;
    try {
      read = consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      LOG.warn(
          "records of {} were deleted before they were read, their feed goes on with the oldest"
              + " there are: keep the topic's records longer",
          e.partitions());
      consumer.seekToBeginning(e.partitions());
      return 0;
    }
    Map<TopicPartition, OffsetAndMetadata> next = starts.take();
    next.putAll(read.nextOffsets());
    if (!next.isEmpty()) {
      write(read, reader, next);
    }
    return read.count();
  }

  private void write(
      ConsumerRecords<byte[], byte[]> read,
      SourceReader reader,
      Map<TopicPartition, OffsetAndMetadata> next) {
    producer.beginTransaction();
    try {
      Instant now = clock.instant();
      for (ConsumerRecord<byte[], byte[]> record : read) {
        // Its failure is the commit's.
        var unused = producer.send(records.written(record, reader, now));
      }
      producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
      producer.commitTransaction();
    } catch (RuntimeException e) {
      abort(e);
      throw e;
    }
  }

  /** So that readers of raw-events need not wait until it times out. */
  private void abort(RuntimeException reason) {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }
}

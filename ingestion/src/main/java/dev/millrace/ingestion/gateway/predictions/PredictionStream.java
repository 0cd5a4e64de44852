package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.ingestion.gateway.predictions.PredictionHeads.Head;
import dev.millrace.platform.http.ClientGoneException;
import dev.millrace.platform.http.HttpReply.Sink;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.record.Prediction;
import dev.millrace.record.PredictionChunk;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of predictions to one client.
 *
 * <p><i>Shape</i>: read, write, and read on only when the client has taken it: a slow client slows
 * its own consumer down and holds no more than one fetch and one piece. It ends in order when its
 * client may see no more: asked before each piece, and at every poll.
 *
 * <p><i>Threads</i>: runs on one of its own; {@link #end} may be called by others.
 *
 * <p><i>Failure</i>: any ends the stream, and the client comes again with the id of the last event
 * that it has. A prediction that cannot be read is logged and passed over.
 */
final class PredictionStream implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(PredictionStream.class);

  /** Longest wait for records; an end cuts it short. */
  private static final Duration POLL = Duration.ofMillis(500);

  /** Looks for new partitions, half a minute apart at most. */
  private static final int POLLS_BETWEEN_LOOKS = 60;

  /** For what is being written when the server ends the stream. */
  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  private final StreamQuery query;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final PredictionHeads heads;
  private final ChunkEvents chunks;
  private final StreamPace pace;
  private final ServerSentEvents events = new ServerSentEvents();
  private final CompletableFuture<Function<Sink, CompletionStage<Void>>> opened =
      new CompletableFuture<>();
  private final CompletableFuture<Sink> sink = new CompletableFuture<>();
  private final CompletableFuture<Void> body = new CompletableFuture<>();
  private final CompletableFuture<Void> ending = new CompletableFuture<>();
  private Instant written = Instant.MIN;

  /** Makes records of values. */
  record Decoding(PredictionHeads heads, AvroCodec<PredictionChunk> chunks) {}

  PredictionStream(
      StreamQuery query,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Decoding decoding,
      StreamPace pace) {
    this.query = query;
    this.consumers = consumers;
    this.heads = decoding.heads();
    this.chunks = new ChunkEvents(query, decoding.chunks());
    this.pace = pace;
  }

  /** Ends when it stands in the right place, with the body to be written; fails where it cannot. */
  CompletionStage<Function<Sink, CompletionStage<Void>>> opened() {
    return opened;
  }

  /** Ends it in order: what is being written is written. */
  void end() {
    ending.complete(null);
  }

  @Override
  public void run() {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      CompletableFuture<Void> unused = ending.thenRun(consumer::wakeup);
      List<TopicPartition> partitions = TopicPartitions.of(consumer, Topics.PREDICTIONS);
      List<TopicPartition> pieces = chunks.partitions(consumer);
      consumer.assign(Stream.concat(partitions.stream(), pieces.stream()).toList());
      chunks.begin(consumer, pieces);
      Positions start = query.start().seek(consumer, partitions);
      opened.complete(
          client -> {
            sink.complete(client);
            return body;
          });
      stream(consumer, start);
      body.complete(null);
    } catch (WakeupException e) {
      opened.completeExceptionally(new RejectedExecutionException("the gateway stops", e));
      body.complete(null);
    } catch (ExecutionException e) {
      fail(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      fail(new ClientGoneException("the client took nothing for " + pace.patience(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      // After an Error too nobody waits without end; where it has ended, this changes nothing.
      fail(new IllegalStateException("the stream broke off"));
    }
  }

  /** Before it began the first counts, then the second. */
  private void fail(Throwable reason) {
    opened.completeExceptionally(reason);
    body.completeExceptionally(reason);
  }

  private void stream(Consumer<byte[], byte[]> consumer, Positions start)
      throws InterruptedException, ExecutionException, TimeoutException {
    within(pace.patience(), CompletableFuture.anyOf(sink, ending));
    if (!sink.isDone()) {
      return;
    }
    Sink client = sink.join();
    Positions at = start;
    events.begin(at);
    write(client);
    for (long polls = 1; !ending.isDone() && query.stillAllowed().getAsBoolean(); polls++) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record :
          records.records(Topics.PREDICTION_CHUNKS.name())) {
        chunks.shown(record).ifPresent(events::add);
      }
      for (ConsumerRecord<byte[], byte[]> record : records.records(Topics.PREDICTIONS.name())) {
        at = at.moved(record.partition(), record.offset() + 1);
        add(record, at);
        if (events.isFull()) {
          write(client);
          if (ending.isDone()) {
            return;
          }
        }
      }
      for (TopicPartition partition : records.partitions()) {
        if (partition.topic().equals(Topics.PREDICTIONS.name())) {
          at = at.moved(partition.partition(), consumer.position(partition));
        }
      }
      if (events.isEmpty() && isSilent()) {
        events.heartbeat(at);
      }
      if (!events.isEmpty()) {
        write(client);
      }
      if (polls % POLLS_BETWEEN_LOOKS == 0) {
        TopicPartitions.takeNew(consumer, Topics.PREDICTIONS);
        chunks.takeNew(consumer);
      }
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> record, Positions behind) {
    if (record.value() == null) {
      return;
    }
    try {
      Head head = heads.read(record.value());
      if (!head.tenant().equals(query.tenant()) || !head.pipeline().equals(query.pipeline())) {
        return;
      }
      chunks.ended(head.requestId());
      Prediction prediction = heads.readWhole(record.value());
      if (query.outcomes().contains(prediction.getOutcome())) {
        events.add(prediction, TraceContexts.read(record.headers()), behind);
      }
    } catch (UnreadableRecordException e) {
      LOG.warn(
          "{}-{}@{} cannot be read and is passed over",
          record.topic(),
          record.partition(),
          record.offset(),
          e);
    }
  }

  private boolean isSilent() {
    return !pace.clock().instant().isBefore(written.plus(pace.heartbeat()));
  }

  private void write(Sink client)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!query.stillAllowed().getAsBoolean()) {
      end();
      return;
    }
    CompletableFuture<Void> taken = client.write(events.take()).toCompletableFuture();
    within(pace.patience(), CompletableFuture.anyOf(taken, ending));
    within(LAST_WRITE, taken);
    written = pace.clock().instant();
  }

  private static void within(Duration time, CompletableFuture<?> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    Object unused = future.get(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}

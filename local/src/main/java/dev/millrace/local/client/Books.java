package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.IngestionService;
import dev.millrace.local.domain.Balance;
import dev.millrace.local.domain.EventPosition;
import dev.millrace.local.domain.Reach;
import dev.millrace.local.domain.Reconciliation;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.pricing.published.PriceBoard;
import dev.millrace.platform.runtime.Pause;
import dev.millrace.record.Stage;
import dev.millrace.schemas.LetterId;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryClient;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the topics and the endpoint's meter of a factory, in the order that makes it safe. */
public final class Books {

  /** Five seconds for what two hands write at once to be visible. */
  private static final int LOOKS = 25;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final InstantSource clock = InstantSource.system();
  private final Pause pause = Pause.sleeping();
  private final RunningFactory factory;
  private final RegistryClient registry;
  private final TopicReader topics;

  public Books(RunningFactory factory) {
    this.factory = factory;
    this.registry = factory.registry();
    this.topics = factory.topics();
  }

  /** The balance up to now. */
  public Balance balance() throws IOException, InterruptedException {
    Instant at = clock.instant();
    Reconciliation books =
        new Reconciliation(
            new PriceBoard(factory.kafka(), factory.registry(), clock).inForce(),
            factory.folder().starts().lostLimit());
    Map<Integer, Long> ingested = topics.committed(Topics.RAW_EVENTS, IngestionService.GROUP);
    read(
        Topics.PREDICTIONS,
        new HashMap<>(),
        (record, prediction) -> books.prediction(prediction),
        record -> books.unreadable(Topics.PREDICTIONS.name(), position(record)));
    read(
        Topics.SHADOW_PREDICTIONS,
        new HashMap<>(),
        (record, outcome) -> books.shadow(outcome),
        record -> books.unreadable(Topics.SHADOW_PREDICTIONS.name(), position(record)));
    Map<Integer, Long> nextLetters = new HashMap<>();
    readLetters(books, nextLetters);
    factory.meter().read(books::call);
    Map<Integer, Long> nextRequests = new HashMap<>();
    readRequests(books, nextRequests);
    read(
        Topics.RAW_EVENTS,
        new HashMap<>(),
        (record, event) -> books.event(position(record), event),
        record ->
            replayed(record)
                .ifPresentOrElse(
                    original -> books.unreadableReplay(position(record), original),
                    () -> books.unreadableEvent(position(record))));
    // Asked last: what retention took meanwhile is not missed.
    books.within(
        new Reach(
            at,
            topics.begins(Topics.RAW_EVENTS),
            topics.begins(Topics.INFERENCE_REQUESTS),
            ingested));
    for (int look = 0; look < LOOKS && books.doubts(); look++) {
      pause.of(BETWEEN_LOOKS);
      readLetters(books, nextLetters);
      readRequests(books, nextRequests);
    }
    return books.balance();
  }

  private void readLetters(Reconciliation books, Map<Integer, Long> next) {
    read(
        Topics.DEAD_LETTERS,
        next,
        (record, letter) -> {
          if (letter.getStage() == Stage.INGESTION
              && !letter.getTopic().equals(Topics.RAW_EVENTS.name())) {
            books.letterOfOwnTopic(letter);
          } else {
            books.deadLetter(letter);
          }
        },
        record -> books.unreadable(Topics.DEAD_LETTERS.name(), position(record)));
  }

  private void readRequests(Reconciliation books, Map<Integer, Long> next) {
    read(
        Topics.INFERENCE_REQUESTS,
        next,
        (record, request) -> books.request(record.partition(), request),
        record -> books.unreadable(Topics.INFERENCE_REQUESTS.name(), position(record)));
  }

  private <V extends SpecificRecord> void read(
      Topic<V> topic,
      Map<Integer, Long> next,
      BiConsumer<ConsumerRecord<String, byte[]>, V> to,
      Consumer<ConsumerRecord<String, byte[]>> unreadable) {
    AvroCodec<V> codec = new AvroCodec<>(topic, registry);
    topics.readRawFrom(
        topic,
        Map.copyOf(next),
        record -> {
          next.put(record.partition(), record.offset() + 1);
          V value;
          try {
            value = codec.decode(record.value() == null ? new byte[0] : record.value());
          } catch (UnreadableRecordException e) {
            unreadable.accept(record);
            return;
          }
          to.accept(record, value);
        });
  }

  /** The record of raw-events that this one says it is a replay of. */
  private static Optional<EventPosition> replayed(ConsumerRecord<?, ?> record) {
    return Optional.ofNullable(record.headers().lastHeader(LetterId.REPLAY_OF))
        .flatMap(header -> Optional.ofNullable(header.value()))
        .flatMap(id -> LetterId.origin(new String(id, UTF_8)))
        .filter(origin -> origin.getTopic().equals(Topics.RAW_EVENTS.name()))
        .map(origin -> new EventPosition(origin.getPartition(), origin.getOffset()));
  }

  private static EventPosition position(ConsumerRecord<?, ?> record) {
    return new EventPosition(record.partition(), record.offset());
  }
}

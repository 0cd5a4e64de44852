package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.client.ApiKey;
import dev.millrace.ingestion.client.Delivery;
import dev.millrace.ingestion.client.Encoder;
import dev.millrace.ingestion.client.Event;
import dev.millrace.ingestion.client.EventProducer;
import dev.millrace.ingestion.client.ProducerException;
import dev.millrace.ingestion.client.ProducerSettings;
import dev.millrace.ingestion.client.ProducerSettings.Batching;
import dev.millrace.ingestion.client.ProducerSettings.Retries;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A steady flow of events through the gateway, some keys taking turns, each event under an id of
 * its own, so that none counts twice however often it is sent; and its ends, as a consumer sees
 * them.
 *
 * <p><i>Owner</i>: whoever starts it ends it.
 */
final class Flow implements AutoCloseable {

  private static final String PIPELINE = "apart";

  private static final String SPEC =
      """
      apiVersion: millrace/v1
      pipeline: apart
      task: classification
      prompt: { user: "{{text}}", labels: [lost_card, exchange_rate] }
      models: { champion: amazon.nova-micro-v1:0 }
      order: key
      budgets: [ { scope: tenant, window: 1d, limit: 1000.00 USD, action: refuse } ]
      """;

  private static final String USUAL_WORDS = "I lost my card";
  private static final int KEYS = 16;

  /** Longer than anything is away, and than it takes to notice that it is back. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A gateway that has forgotten us is asked again soon. */
  private static final Retries RETRIES =
      new Retries(PATIENCE, Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofSeconds(2));

  private static final Batching BATCHING =
      new Batching(50, 100_000, Duration.ofMillis(20), 4, Optional.empty());

  private final EventProducer<String> producer;
  private final Ends ends;
  private final int perSecond;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private volatile String words = USUAL_WORDS;
  private volatile Duration ahead = Duration.ZERO;
  private int poisoned;

  private Flow(RunningFactory factory, int perSecond) {
    this.perSecond = perSecond;
    this.ends = Ends.of(factory);
    this.producer =
        EventProducer.open(
            ProducerSettings.of(factory.address().gateway(), new ApiKey(factory.key()))
                .withBatching(BATCHING)
                .withRetries(RETRIES),
            PIPELINE,
            Encoder.text());
  }

  /** Puts the pipeline in force. */
  static void declare(RunningFactory factory) throws IOException {
    SpecResult result = new SpecReader(SchemaFiles.none()).readSupported(SPEC);
    assertThat(result).isInstanceOf(SpecResult.Valid.class);
    new SpecWriter(factory, InstantSource.system())
        .apply(((SpecResult.Valid) result).spec(), "test");
  }

  /** Begins to send. */
  static Flow into(RunningFactory factory, int perSecond) {
    Flow flow = new Flow(factory, perSecond);
    flow.begin();
    return flow;
  }

  /** What events say from now on. */
  void say(String text) {
    words = text;
  }

  /** Events say again what they said in the beginning. */
  void sayTheUsual() {
    words = USUAL_WORDS;
  }

  /** From now on events claim to have occurred later than now; earlier, where it is negative. */
  void setClockAhead(Duration time) {
    ahead = time;
  }

  /** Writes records that are no events beside the gateway, as any Kafka client may. */
  void poison(RunningFactory factory, List<byte[]> records) throws Exception {
    Map<String, Object> properties = factory.kafka().properties("poison");
    try (KafkaProducer<byte[], byte[]> kafka =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (byte[] record : records) {
        kafka.send(new ProducerRecord<>(Topics.RAW_EVENTS.name(), record)).get();
        poisoned++;
      }
    }
  }

  /** How many records nobody can read. */
  int poisoned() {
    return poisoned;
  }

  /** Waits until so many of those have ended that are sent from now on: all works again. */
  void awaitThrough(int events) {
    int next = sent.get();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              requireNoFailure();
              assertThat(ends.since(next)).isGreaterThanOrEqualTo(events);
            });
  }

  /** Waits until all have ended that were sent so far. */
  void awaitEnded() {
    int next = sent.get();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(ends.before(next)).as("have ended").isEqualTo(next));
  }

  /** The longest from sending an event to its end, of those that ended since last asked. */
  Duration takeLongestWait() {
    return ends.takeLongest();
  }

  /** Sends no more, waits until all have ended, and returns how many events that are by now. */
  int pause() throws InterruptedException {
    clock.shutdown();
    assertThat(clock.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    producer.flush();
    requireNoFailure();
    assertThat(accepted.get()).isEqualTo(sent.get());
    awaitEnded();
    return sent.get();
  }

  /** Sends again, after a pause. */
  void goOn() {
    clock = Executors.newSingleThreadScheduledExecutor();
    begin();
  }

  /** What is under way is not waited for: whoever wants it to end pauses first. */
  @Override
  public void close() {
    clock.shutdownNow();
    ends.close();
    try {
      producer.close(Duration.ZERO);
    } catch (ProducerException e) {
      System.out.println("the flow was closed: " + e.getMessage());
    }
  }

  private void begin() {
    var unused =
        clock.scheduleAtFixedRate(
            this::send, 0, TimeUnit.SECONDS.toMicros(1) / perSecond, TimeUnit.MICROSECONDS);
  }

  private void send() {
    int number = sent.getAndIncrement();
    Event<String> event =
        Event.of("{\"text\":\"" + words + " " + number + "\"}")
            .withId(Ends.id(number))
            .withKey("key-" + number % KEYS);
    if (!ahead.isZero()) {
      event = event.withOccurredAt(Instant.now().plus(ahead));
    }
    ends.sending(number);
    try {
      var unused = producer.send(event).whenComplete(this::ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failures.add(e.toString());
    }
  }

  private void ended(@Nullable Delivery delivery, @Nullable Throwable failure) {
    if (delivery instanceof Delivery.Accepted) {
      accepted.incrementAndGet();
    } else {
      failures.add(delivery == null ? String.valueOf(failure) : delivery.toString());
    }
  }

  private void requireNoFailure() {
    assertThat(failures).isEmpty();
  }
}

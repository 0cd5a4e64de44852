package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.Received;
import dev.millrace.inference.journal.RequestPosition;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.testing.SampleRecords;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SideTopicTest {

  private static final Received RECEIVED =
      new Received(
          "inference-requests",
          2,
          17,
          "customer".getBytes(UTF_8),
          new byte[] {1},
          new String[] {"traceparent"},
          new byte[][] {"00-trace".getBytes(UTF_8)});

  private static final SideTopic.Address TO =
      (topic, value) -> OutletRecords.record(topic, RECEIVED, value);

  private final StillWorld world = new StillWorld();
  private final AvroCodec<Prediction> codec =
      new AvroCodec<>(Topics.SHADOW_PREDICTIONS, new InMemorySchemaRegistry());
  private final Prediction outcome =
      new SampleRecords(new SplittableRandom(1)).next(Topics.SHADOW_PREDICTIONS);

  @Test
  void writesUnderTheKeyOfTheRequestAndInItsTrace() {
    MockProducer<byte[], byte[]> brokers = brokers(true);
    topic(() -> brokers).write(TO, outcome);

    ProducerRecord<byte[], byte[]> record = brokers.history().get(0);
    assertThat(record.topic()).isEqualTo("shadow-predictions");
    assertThat(record.key()).isEqualTo("customer".getBytes(UTF_8));
    assertThat(RecordJson.of(codec.decode(record.value()))).isEqualTo(RecordJson.of(outcome));
    assertThat(record.headers().lastHeader("traceparent").value())
        .isEqualTo("00-trace".getBytes(UTF_8));
    assertThat(RequestPosition.of(record.headers())).contains(new RequestPosition(2, 17));
  }

  @Test
  void countsWhatTheBrokersDoNotTake() {
    MockProducer<byte[], byte[]> brokers = brokers(false);
    SideTopic<Prediction> topic = topic(() -> brokers);
    topic.write(TO, outcome);
    topic.write(TO, outcome);

    brokers.errorNext(new TimeoutException("the brokers are away"));
    brokers.completeNext();
    assertThat(topic.unwritten()).isEqualTo(1);

    brokers.sendException = new IllegalStateException("something else went wrong");
    topic.write(TO, outcome);
    assertThat(topic.unwritten()).isEqualTo(2);
  }

  /** Kafka's own producer, as the job sets it up, against a port where nobody answers. */
  @Test
  void leavesOutWhatWaitsForBrokersThatAreAway() throws IOException {
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SideTopic<Prediction> topic =
            SideTopic.at(
                KafkaConnection.plaintext("127.0.0.1:" + nobody.getLocalPort()),
                new InMemorySchemaRegistry(),
                Topics.SHADOW_PREDICTIONS,
                SideTopic.Patience.WITH_PIECES)) {
      topic.write(TO, outcome);

      await().untilAsserted(() -> assertThat(topic.unwritten()).isEqualTo(1));
    }
  }

  @Test
  void opensTheProducerForTheFirstRecordAndClosesIt() {
    AtomicInteger opened = new AtomicInteger();
    MockProducer<byte[], byte[]> brokers = brokers(true);
    SideTopic<Prediction> topic =
        topic(
            () -> {
              opened.incrementAndGet();
              return brokers;
            });
    assertThat(opened).hasValue(0);

    topic.write(TO, outcome);
    topic.write(TO, outcome);
    topic.close();
    topic.write(TO, outcome);

    assertThat(opened).hasValue(1);
    assertThat(brokers.history()).hasSize(2);
    assertThat(brokers.closed()).isTrue();
    assertThat(topic.unwritten()).isEqualTo(1);
  }

  @Test
  void isFoundAheadOfItsFirstRecord() {
    AtomicInteger opened = new AtomicInteger();
    AtomicInteger found = new AtomicInteger();
    SideTopic<Prediction> topic =
        topic(
            () -> {
              opened.incrementAndGet();
              return new MockProducer<>(
                  true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public List<PartitionInfo> partitionsFor(String name) {
                  assertThat(name).isEqualTo("shadow-predictions");
                  found.incrementAndGet();
                  return List.of();
                }
              };
            });

    topic.prepare();
    assertThat(found).hasValue(1);
    topic.write(TO, outcome);

    assertThat(opened).hasValue(1);
    assertThat(topic.unwritten()).isZero();
  }

  @Test
  void isLookedForAgainWhereItCouldNotBeFoundAhead() {
    AtomicInteger tried = new AtomicInteger();
    SideTopic<Prediction> topic =
        topic(
            () -> {
              if (tried.getAndIncrement() == 0) {
                throw new KafkaException("no broker can be resolved");
              }
              return brokers(true);
            });

    topic.prepare();
    topic.write(TO, outcome);

    assertThat(tried).hasValue(2);
    assertThat(topic.unwritten()).isZero();
  }

  @Test
  void goesOnWhenTheBrokersAreBackButDoesNotTryAllTheTime() {
    AtomicInteger tried = new AtomicInteger();
    MockProducer<byte[], byte[]> brokers = brokers(true);
    SideTopic<Prediction> topic =
        topic(
            () -> {
              if (tried.getAndIncrement() == 0) {
                throw new KafkaException("no broker can be resolved");
              }
              return brokers;
            });

    topic.write(TO, outcome);
    world.pass(SideTopic.BREATH.minusMillis(1));
    topic.write(TO, outcome);
    assertThat(tried).hasValue(1);
    world.pass(Duration.ofMillis(1));
    topic.write(TO, outcome);

    assertThat(topic.unwritten()).isEqualTo(2);
    assertThat(brokers.history()).hasSize(1);
  }

  /** As Kafka tells of a topic that is not there, when it has waited for it. */
  @Test
  void triesNothingForAWhileAfterItWaitedForATopicInVain() {
    AtomicInteger waits = new AtomicInteger();
    MockProducer<byte[], byte[]> brokers =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(
              ProducerRecord<byte[], byte[]> record, Callback told) {
            waits.incrementAndGet();
            TimeoutException missing = new TimeoutException("the topic is not present");
            told.onCompletion(null, missing);
            return CompletableFuture.failedFuture(missing);
          }
        };
    SideTopic<Prediction> topic = topic(() -> brokers);

    topic.write(TO, outcome);
    topic.write(TO, outcome);

    assertThat(waits).hasValue(1);
    assertThat(topic.unwritten()).isEqualTo(2);
  }

  @Test
  void isClosedWhileTheRegistryKeepsAWriterWaiting() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    SideTopic<Prediction> topic =
        new SideTopic<>(
            Topics.SHADOW_PREDICTIONS,
            SideTopic.Patience.WITH_PIECES,
            new SideTopic.Means<>(
                new AvroCodec<>(Topics.SHADOW_PREDICTIONS, new SlowRegistry(asked, answers)),
                () -> brokers(true),
                world::now));
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> topic.write(TO, outcome));
    asked.await();

    topic.close();
    answers.countDown();
    writer.join();

    assertThat(topic.unwritten()).isEqualTo(1);
  }

  @Test
  void isNotMadeWithoutTheRegistry() {
    SideTopic<Prediction> topic =
        new SideTopic<>(
            Topics.SHADOW_PREDICTIONS,
            SideTopic.Patience.WITH_OUTCOMES,
            new SideTopic.Means<>(
                new AvroCodec<>(Topics.SHADOW_PREDICTIONS, new AbsentRegistry()),
                () -> {
                  throw new AssertionError("nothing is written");
                },
                world::now));

    assertThatThrownBy(topic::registered).isInstanceOf(RegistryException.class);
  }

  /** Nobody answers. */
  private static final class AbsentRegistry implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      throw new RegistryException("the registry is away");
    }

    @Override
    public Schema schemaById(int id) {
      throw new RegistryException("the registry is away");
    }
  }

  /** Answers when it is told to. */
  private record SlowRegistry(CountDownLatch asked, CountDownLatch answers)
      implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      asked.countDown();
      try {
        answers.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return 1;
    }

    @Override
    public Schema schemaById(int id) {
      throw new RegistryException("nothing is read here");
    }
  }

  private SideTopic<Prediction> topic(Supplier<Producer<byte[], byte[]>> producers) {
    return new SideTopic<>(
        Topics.SHADOW_PREDICTIONS,
        SideTopic.Patience.WITH_OUTCOMES,
        new SideTopic.Means<>(codec, producers, world::now));
  }

  private static MockProducer<byte[], byte[]> brokers(boolean answerAtOnce) {
    return new MockProducer<>(
        answerAtOnce, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}

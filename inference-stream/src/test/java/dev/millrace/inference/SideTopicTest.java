package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.journal.RequestPosition;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.testing.SampleRecords;
import dev.millrace.schemas.wire.AvroCodec;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

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

  private final AvroCodec<Prediction> codec =
      new AvroCodec<>(Topics.SHADOW_PREDICTIONS, new InMemorySchemaRegistry());
  private final Prediction outcome =
      new SampleRecords(new SplittableRandom(1)).next(Topics.SHADOW_PREDICTIONS);

  @Test
  void writesUnderTheKeyOfTheRequestAndInItsTrace() {
    MockProducer<byte[], byte[]> brokers = brokers(true);
    topic(brokers).write(RECEIVED, outcome);

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
    SideTopic<Prediction> topic = topic(brokers);
    topic.write(RECEIVED, outcome);
    topic.write(RECEIVED, outcome);

    brokers.errorNext(new TimeoutException("the brokers are away"));
    brokers.completeNext();
    assertThat(topic.unwritten()).isEqualTo(1);

    brokers.sendException = new TimeoutException("there is no room");
    topic.write(RECEIVED, outcome);
    assertThat(topic.unwritten()).isEqualTo(2);
  }

  @Test
  void isNotMadeWithoutTheRegistry() {
    MockProducer<byte[], byte[]> brokers = brokers(true);

    assertThatThrownBy(
            () ->
                new SideTopic<>(
                    Topics.SHADOW_PREDICTIONS,
                    new AvroCodec<>(Topics.SHADOW_PREDICTIONS, new AbsentRegistry()),
                    brokers,
                    () -> Requests.BEGINNING))
        .isInstanceOf(RegistryException.class);
    assertThat(brokers.closed()).isTrue();
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

  private SideTopic<Prediction> topic(MockProducer<byte[], byte[]> brokers) {
    return new SideTopic<>(Topics.SHADOW_PREDICTIONS, codec, brokers, () -> Requests.BEGINNING);
  }

  private static MockProducer<byte[], byte[]> brokers(boolean answerAtOnce) {
    return new MockProducer<>(
        answerAtOnce, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
